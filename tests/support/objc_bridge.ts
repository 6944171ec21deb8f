// The bridge from JavaScript to Objective-C that JavaScript for Automation has, for the declarations that our helper
// for macOS uses. It is stricter than the real one: a class, a method or a constant that is not declared in `cocoa_names.ts`
// throws where it is named, and so does an argument of another type. Declared as in Apple's headers:
// https://developer.apple.com/library/archive/releasenotes/InterapplicationCommunication/RN-JavaScriptForAutomation/Articles/OSX10-10.html

import { CLASSES, type Type } from "./cocoa_names.ts";

/** What all objects of the model are; the name of their constructor is their class. */
export abstract class CocoaObject {}

/** No object: Objective-C's nil, where an object is expected. */
export const NIL = Symbol("nil");

/** A string of Objective-C; a string of JavaScript does as well where one is expected. */
export abstract class CocoaString extends CocoaObject {
  abstract readonly js: string;
}

/** An instance of a class that the script has registered. */
export class Receiver extends CocoaObject {
  constructor(readonly methods: Readonly<Record<string, (argument: unknown) => unknown>>) {
    super();
  }
}

/** What the bridge leads to. */
export interface Behind {
  /** The objects that stand for the classes: their methods, by the names that JavaScript gives them. */
  readonly classes: Readonly<Record<string, object>>;
  /** The object of a string or of an array. */
  readonly box: (value: string | readonly unknown[]) => CocoaObject;
  readonly constants: Readonly<Record<string, unknown>>;
  /** Functions of C, by the header that has to be imported first. */
  readonly functions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The globals of a script. */
export interface Bridge {
  readonly ObjC: unknown;
  readonly $: unknown;
  /** An object of the model, as the script sees it. */
  wrap(value: unknown): unknown;
}

/** Returns the name of a method in JavaScript. */
function nameOf(selector: string): string {
  const [first, ...rest] = selector.split(":").filter(Boolean);
  return [first, ...rest.map((part) => part[0]!.toUpperCase() + part.slice(1))].join("");
}

/** Returns an object of which only what `get` knows can be named, as it is a function to JavaScript. */
function strict(get: (name: string) => unknown, call?: (...values: unknown[]) => unknown): object {
  return new Proxy(() => {}, {
    get(_, name) {
      return typeof name === "symbol" ? undefined : get(name);
    },
    set(_, name) {
      throw new TypeError(`${String(name)} is set, not sent`);
    },
    apply(_, __, values) {
      if (call === undefined) throw new TypeError("what is called is no method");
      return call(...values);
    },
  });
}

/** Makes the globals of a script. */
export function openBridge({ classes, box, constants, functions }: Behind): Bridge {
  const wrapped = new WeakMap<object, object>();
  const behind = new WeakMap<object, CocoaObject>();
  const imported = new Set<string>(["Foundation"]);
  const registered = new Map<string, Receiver>();

  const nil = strict((name) => {
    if (name === "isNil") return () => true;
    throw new TypeError(`nil has no ${name}`);
  });

  function wrap(value: unknown): unknown {
    if (value === NIL) return nil;
    if (!(value instanceof CocoaObject)) return value;
    const known = wrapped.get(value);
    if (known !== undefined) return known;
    const name = value.constructor.name;
    const seen = strict((property) => {
      if (property === "isNil") return () => false;
      if (property === "js" && value instanceof CocoaString) return value.js;
      return member(value, { name, property, selectors: CLASSES[name]?.ofInstance ?? {} });
    });
    wrapped.set(value, seen);
    behind.set(seen, value);
    return seen;
  }

  /** A method without arguments is a property: it is called where it is named. */
  function member(
    object: object,
    { name, property, selectors }: {
      readonly name: string;
      readonly property: string;
      readonly selectors: Readonly<Record<string, readonly Type[]>>;
    },
  ): unknown {
    const selector = Object.keys(selectors).find((one) => nameOf(one) === property);
    if (selector === undefined) throw new TypeError(`${name} has no ${property}`);
    const types = selectors[selector]!;
    const method = Reflect.get(object, property) as (...values: unknown[]) => unknown;
    const send = (...values: unknown[]) => {
      if (values.length !== types.length) throw new TypeError(`${selector} takes ${types.length}`);
      const given = values.map((value, at) => unwrap(value, { type: types[at]!, selector }));
      return wrap(method.apply(object, given));
    };
    return types.length === 0 ? send() : send;
  }

  function unwrap(
    value: unknown,
    { type, selector }: { readonly type: Type; readonly selector: string },
  ): unknown {
    const object = typeof value === "function" ? behind.get(value) : undefined;
    const fits = (): boolean => {
      switch (type) {
        case "NSString":
          return typeof value === "string" || object instanceof CocoaString;
        case "SEL":
          return value === null ||
            [...registered.values()].some(({ methods }) => Object.hasOwn(methods, String(value)));
        case "BOOL":
          return typeof value === "boolean";
        case "NSInteger":
          return Number.isInteger(value);
        case "CGFloat":
          return typeof value === "number";
        case "NSSize":
          return value !== null && typeof value === "object" && "width" in value;
        case "id":
          // JavaScript's null would be an object of its own, NSNull.
          return object !== undefined;
        default:
          return object?.constructor.name === type;
      }
    };
    if (!fits()) throw new TypeError(`${selector} takes ${type}, not ${typeof value}`);
    return object instanceof CocoaString && type === "NSString" ? object.js : object ?? value;
  }

  function boxed(value: unknown): unknown {
    if (typeof value !== "string" && !Array.isArray(value)) {
      throw new TypeError(`$() of ${typeof value} is not declared`);
    }
    return wrap(box(value));
  }

  function global(name: string): unknown {
    if (Object.hasOwn(constants, name)) return constants[name];
    for (const [header, declared] of Object.entries(functions)) {
      if (imported.has(header) && Object.hasOwn(declared, name)) return declared[name];
    }
    const own = registered.get(name);
    if (own !== undefined) return strict(making(name, own));
    const declaration = CLASSES[name];
    if (declaration === undefined || !imported.has(declaration.framework)) {
      throw new TypeError(`there is no $.${name}`);
    }
    const selectors = declaration.ofClass ?? {};
    return strict((property) => member(classes[name]!, { name, property, selectors }));
  }

  /** A class of the script's own: made by `alloc` and `init`. */
  const making = (name: string, own: Receiver) => (property: string): unknown => {
    if (property !== "alloc") throw new TypeError(`${name} has no ${property}`);
    return strict((next) => {
      if (next !== "init") throw new TypeError(`${name} has no ${next}`);
      return wrap(own);
    });
  };

  return {
    wrap,
    $: strict(global, boxed),
    ObjC: strict((name) => {
      if (name === "import") {
        return (framework: string) => {
          if (!["AppKit", ...Object.keys(functions)].includes(framework)) {
            throw new TypeError(`there is no ${framework}`);
          }
          imported.add(framework);
        };
      }
      if (name === "registerSubclass") {
        return ({ name, methods }: {
          readonly name: string;
          readonly methods: Readonly<
            Record<string, { types: unknown; implementation: (argument: unknown) => unknown }>
          >;
        }) => {
          if (registered.has(name)) throw new TypeError(`${name} is registered already`);
          const own = Object.entries(methods).map(([selector, { types, implementation }]) => {
            if (!/^\w+:$/.test(selector) || JSON.stringify(types) !== '["void",["id"]]') {
              throw new TypeError(`${selector} has other types`);
            }
            return [selector, implementation] as const;
          });
          registered.set(name, new Receiver(Object.fromEntries(own)));
        };
      }
      throw new TypeError(`there is no ObjC.${name}`);
    }),
  };
}
