export type Child = Node | string | null | undefined | false;
type AttributeValue = string | number | boolean | undefined | ((event: Event) => void);
export type Attributes = Readonly<Record<string, AttributeValue>>;

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** An HTML element. `true` sets an attribute without a value, `false` and `undefined` leave it out, `onclick: f` adds a listener. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element, with the same rules. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS(SVG_NAMESPACE, tag), attributes, children);
}

/** A name such as `shipment_creation_started` that may be broken after its underscores where there is little room. */
export function breakable(name: string): readonly Child[] {
  return name.split(/(?<=_)/).flatMap((part, index) => (index === 0 ? [part] : [h('wbr'), part]));
}

/** An id that no other element of the page has. */
export function uniqueId(prefix: string): string {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

let lastId = 0;

function fill<Node_ extends Element>(element: Node_, attributes: Attributes, children: readonly Child[]): Node_ {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}
