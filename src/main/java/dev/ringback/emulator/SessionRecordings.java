package dev.ringback.emulator;

import java.util.Map;

/** Serves addresses of call recordings (Hub contract, section 7). The addresses do not resolve, as nothing was recorded. */
final class SessionRecordings {
    private final Hub hub;

    SessionRecordings(Hub hub) {
        this.hub = hub;
    }

    Map<Route, Operation> operations() {
        return Map.of(Route.GET_RECORDING, this::get);
    }

    private Answer get(HubRequest request) {
        var recordings = hub.behaviour().recordings();
        if (!recordings.configured()) {
            throw Refusal.of(503, "recording playback is not configured");
        }
        var ring = hub.ledger.session(request.id());
        if (ring == null
                || !ring.account().equals(request.account())
                || hub.behaviour().dialling().unanswered().contains(ring.number())) {
            throw Refusal.notFound("recording");
        }
        if (hub.clock.instant().isBefore(ring.end().plus(recordings.uploadAfter()))) {
            throw Refusal.of(409, "recording is not uploaded yet");
        }
        var signature = hub.ids.secret(32);
        return Answer.ok(Json.object()
                .put(
                        "url",
                        "https://recordings.invalid/%s.wav?X-Amz-Expires=300&X-Amz-Signature=%s"
                                .formatted(request.id(), signature)));
    }
}
