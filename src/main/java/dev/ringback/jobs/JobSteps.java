package dev.ringback.jobs;

import java.util.List;
import java.util.UUID;

/** The steps of one kind of job. The owner of the items implements it; {@link JobRunner} calls it. */
public interface JobSteps {
    Job.Kind kind();

    /** Returns the noun of the items in the singular, such as {@code call}. */
    String noun();

    /** Returns the largest number of items of one batch. All locks of a batch are held together. */
    int atOnce();

    /**
     * Returns the next items of a job, in the order of their ids; empty if none is left. Runs in the batch's transaction and
     * locks nothing.
     *
     * @param most at most {@link #atOnce}
     */
    List<UUID> next(OpenJob job, int most);

    /**
     * Acts on items, in the batch's transaction. An exception rolls the batch back. The items are then tried one by one, and
     * an item that fails again and again is passed over and counted.
     *
     * @param failures what earlier tries of the same single item threw; empty in the first try
     * @throws dev.ringback.platform.Problem.Thrown if the act is not possible, which is not tried again
     */
    Done act(OpenJob job, List<UUID> items, List<RuntimeException> failures);

    /** Notifies that a turn of a job has changed items. Called with no transaction open. */
    default void worked() {}

    /**
     * The result of a batch.
     *
     * @param done the number of items that it has acted on; an item may have needed no act
     * @param decisions the number of decisions that it made
     */
    record Done(int done, int decisions) {}
}
