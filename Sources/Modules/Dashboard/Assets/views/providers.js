// The providers that the hub knows, and what each signs with: `secret` is a word of `provider.secret.…`.

export const providers = {
    twilio: { name: "Twilio", secret: "token" },
    telnyx: { name: "Telnyx", secret: "publicKey" },
    signalwire: { name: "SignalWire", secret: "signingKey" },
    vonage: { name: "Vonage", secret: "signature" },
    plivo: { name: "Plivo", secret: "token" },
    bandwidth: { name: "Bandwidth", secret: "pair" },
    exotel: { name: "Exotel", secret: "word" },
    africastalking: { name: "Africa’s Talking", secret: "word" },
    asterisk: { name: "Asterisk", secret: "word" },
    freeswitch: { name: "FreeSWITCH", secret: "pair" },
    generic: { name: "PBX (generic)", secret: "word" },
};

/**
 * How the hub signs in at the API of each that has one: `user`, `secret` and `application` are words of `login.…`, and `base`
 * is an example of an address where there is no usual one.
 */
export const logins = {
    twilio: { user: "accountSid", secret: "token" },
    telnyx: { user: "accountSid", secret: "key", application: "texml" },
    signalwire: { user: "project", secret: "token", base: "https://acme.signalwire.com" },
    vonage: { user: "application", secret: "privateKey" },
    plivo: { user: "authId", secret: "token" },
    bandwidth: { user: "apiUser", secret: "password", application: "accountId" },
    exotel: { user: "key", secret: "token", application: "accountSid" },
    asterisk: { user: "ariUser", secret: "password", application: "context", base: "https://pbx.example.com:8089/ari" },
};
