/**
 * Runs jobs: an operator's acts on many events or calls, in batches, from any replica, also after a restart.
 *
 * <p>It owns the table {@code job}. Each kind of job has one {@link dev.ringback.jobs.JobSteps}, in the package of what it
 * acts on.
 *
 * <p>It must not know events, calls or the Hub.
 */
package dev.ringback.jobs;
