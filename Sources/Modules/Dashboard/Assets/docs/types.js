// How a schema's type and limits read in one line. Pure.

/** What a value is one of; an object that only requires one or other of its members is still one shape. */
export const choicesOf = (shape) => (shape.properties ? undefined : shape.anyOf ?? shape.oneOf);

/** "text, 1 to 200 characters", "whole number, 1 to 500", "list of text"; without the members of an object. */
export function typeOf(schema, api, say) {
    const shape = api.resolve(schema);
    if (shape.enum) return say("docs.type.enum");
    const choice = choicesOf(shape);
    if (choice) return choice.map((one) => typeOf(one, api, say)).join(` ${say("docs.type.or")} `);
    switch (shape.type) {
        case "array": return say("docs.type.list", { of: typeOf(shape.items, api, say) });
        case "object": return say("docs.type.object");
        case "integer": return say("docs.type.integer");
        case "number": return say("docs.type.number");
        case "boolean": return say("docs.type.boolean");
        case "string": return say("docs.type.string");
        default: return say("docs.type.any");
    }
}

/** Its limits, as far as they tell anything. */
export function limitsOf(schema, api, say) {
    const { minimum, maximum, minLength, maxLength, minItems, maxItems, default: standard } = api.resolve(schema);
    const parts = [];
    const bound = Number.MAX_SAFE_INTEGER;
    // What any 64-bit number or any text may be is no limit worth reading.
    const from = minimum > -bound ? minimum : undefined;
    const to = maximum < bound ? maximum : undefined;
    parts.push(range(from, to), range(minLength > 1 ? minLength : undefined, maxLength, "characters"));
    parts.push(range(minItems || undefined, maxItems, "items"));
    if (standard !== undefined) parts.push(say("docs.limit.default", { value: JSON.stringify(standard) }));
    return parts.filter(Boolean).join(", ");

    function range(least, most, unit) {
        if (least === undefined && most === undefined) return undefined;
        const text = least === most ? `${most}` : least === undefined ? `≤ ${most}` : most === undefined ? `≥ ${least}` : `${least}–${most}`;
        return unit ? say(`docs.limit.${unit}`, { range: text }) : text;
    }
}
