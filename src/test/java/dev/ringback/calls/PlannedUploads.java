package dev.ringback.calls;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.calls.lawful.Numbers;

/** Plans uploaded calls outside the container. It has no database, which the check of a row does not ask. */
public final class PlannedUploads {
    private PlannedUploads() {}

    public static UploadedCalls of(Numbers numbers) {
        CallPlan plans = new CallPlan(numbers, Countries.hours(), new ObjectMapper(), null);
        return new UploadedCalls(null, null, plans, null, null, null, null);
    }
}
