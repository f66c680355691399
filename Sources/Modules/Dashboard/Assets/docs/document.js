// What /openapi.json says, in the order and the shapes in which the reference shows it. Pure.

const methods = ["get", "post", "put", "patch", "delete"];

/** The API by its own description: groups of operations, events and problems. */
export class ApiDocument {
    #components;

    /** @param document What `/openapi.json` answered. */
    constructor(document) {
        this.#components = document.components ?? {};
        this.version = document.info?.version ?? "";
        this.operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
            methods.filter((method) => item[method]).map((method) => this.#operation(method, path, item[method])));
        this.groups = grouped(this.operations);
        const schemas = Object.entries(this.#components.schemas ?? {});
        this.events = schemas.filter(([name]) => name.startsWith("Event."))
            .map(([name, schema]) => ({ name: name.slice("Event.".length), schema }));
    }

    /** The operation of that id, or undefined. */
    operation(id) {
        return this.operations.find((operation) => operation.id === id);
    }

    /** The GET of exactly that path, or undefined. */
    reading(path) {
        return this.operations.find((operation) => operation.method === "GET" && operation.path === path);
    }

    /** Follows a reference into the document; anything else comes back as it is. */
    resolve(value) {
        const found = /^#\/components\/(\w+)\/(.+)$/.exec(value?.$ref ?? "");
        return found ? this.#components[found[1]]?.[found[2]] ?? {} : value ?? {};
    }

    /** The schema of every problem. */
    get problem() {
        return this.#components.schemas?.Problem ?? {};
    }

    /** The statuses of problems, each with how many operations may answer it. */
    get problemStatuses() {
        const byStatus = new Map();
        for (const { responses } of this.operations) {
            for (const { status, title } of responses.filter(({ status }) => status >= 400)) {
                byStatus.set(status, { status, title, count: (byStatus.get(status)?.count ?? 0) + 1 });
            }
        }
        return [...byStatus.values()].sort((a, b) => a.status - b.status);
    }

    /** Operations that have all the words in path, summary or method; those with them in the path first. */
    search(text) {
        const words = text.toLowerCase().split(/\s+/).filter(Boolean);
        const has = (where) => words.every((word) => where.includes(word));
        return this.operations.filter((operation) => has(operation.text))
            .sort((a, b) => has(b.path.toLowerCase()) - has(a.path.toLowerCase()));
    }

    #operation(method, path, source) {
        const summary = source.summary ?? path;
        return {
            id: source.operationId,
            method: method.toUpperCase(),
            path,
            summary,
            description: source.description,
            group: groupOf(path, source.tags?.[0]),
            permission: source["x-permission"],
            leastRole: source["x-least-role"],
            open: source["x-permission"] === "anyone",
            parameters: (source.parameters ?? []).map((parameter) => this.resolve(parameter)),
            bodies: contents(this.resolve(source.requestBody)),
            responses: Object.entries(source.responses ?? {}).map(([status, response]) => {
                const { description, content } = this.resolve(response);
                return { status: Number(status) || 0, title: description, contents: contents({ content }) };
            }),
            text: `${method} ${path} ${summary}`.toLowerCase(),
        };
    }
}

/** The CRM is most of it, so there the next word of the path is the group. */
const groupOf = (path, tag = "other") => (tag === "crm" ? path.split("/")[3] ?? tag : tag);

const contents = ({ content }) => Object.entries(content ?? {}).map(([type, { schema, example }]) =>
    ({ type, schema, example }));

function grouped(operations) {
    const groups = new Map();
    for (const operation of operations) {
        if (!groups.has(operation.group)) groups.set(operation.group, []);
        groups.get(operation.group).push(operation);
    }
    return [...groups].map(([name, operations]) => ({ name, operations }))
        .sort((a, b) => a.name.localeCompare(b.name, "en"));
}
