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
