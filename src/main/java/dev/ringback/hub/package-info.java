/**
 * The Kataven Hub, operation by operation: one declarative client a resource, and {@link dev.ringback.hub.Hub} as the only
 * way to call one.
 *
 * <p>A write is made by {@link dev.ringback.hub.Hub#once} with a claim's guard, or by {@link dev.ringback.hub.Hub#write}
 * outside the outbox; a read by {@link dev.ringback.hub.Hub#read}. All three answer a {@link dev.ringback.hub.HubAnswer}.
 * Lists that the Hub pages are read by iterating ({@link dev.ringback.hub.Paged}), a campaign's live numbers by
 * {@link dev.ringback.hub.CampaignEvents}.
 *
 * <p>Each resource has a documented example that is run as a test: {@code src/test/java/dev/ringback/hub/examples}.
 *
 * <p>The shapes are those of the Hub contract ({@code src/test/resources/hub/openapi.yaml}), read tolerantly: unknown fields are ignored, an
 * unknown value of a closed set becomes {@code UNRECOGNISED}, ids are opaque, and of an envelope that no page shows only the
 * rows are looked for ({@link dev.ringback.hub.Rows}). What cannot be understood is never taken for empty.
 *
 * <p><b>The marketplace is left out.</b> The Hub's introduction names it as a resource (browse and install templates), but no
 * page documents a path of it, so there is nothing to call that would not be guessed.
 *
 * <p>Also not here, because no page describes them: a list or a status of single calls, editing a campaign, and callbacks from
 * the Hub.
 */
package dev.ringback.hub;
