/**
 * Clients for the Kataven Hub: one declarative client per resource, and {@link dev.ringback.hub.Hub}, the only way to
 * call them.
 *
 * <p>{@link dev.ringback.hub.Hub#once} sends a write with a claim's guard. {@link dev.ringback.hub.Hub#write} sends a
 * write outside the outbox, and {@link dev.ringback.hub.Hub#read} reads. All three return a {@link
 * dev.ringback.hub.HubAnswer}. {@link dev.ringback.hub.Paged} iterates over lists that the Hub pages, {@link
 * dev.ringback.hub.CampaignEvents} over a campaign's live numbers.
 *
 * <p>Each resource has a documented example that runs as a test: {@code src/test/java/dev/ringback/hub/examples}.
 *
 * <p>The types follow the Hub contract ({@code src/test/resources/hub/openapi.yaml}) and read tolerantly. Unknown
 * fields are ignored, an unknown value of a closed set becomes {@code UNRECOGNISED}, and ids are opaque. In an
 * undocumented envelope only the rows are read ({@link dev.ringback.hub.Rows}). Unreadable content is never treated as
 * empty.
 *
 * <p><b>The marketplace is left out.</b> The Hub's introduction names it as a resource (browse and install templates),
 * but no page documents its paths.
 *
 * <p>Also left out, because no page describes them: lists or statuses of single calls, editing a campaign, and
 * callbacks from the Hub.
 */
package dev.ringback.hub;
