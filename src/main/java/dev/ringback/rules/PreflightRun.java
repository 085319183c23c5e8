package dev.ringback.rules;

import dev.ringback.intake.Event;
import dev.ringback.intake.EventHistory;
import dev.ringback.intake.EventHistory.Stored;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs a trial over a span: one thread reads pages ahead, one for each processor evaluates them, and the caller decides them
 * in the order of receipt. The number of pages in memory is bounded.
 */
final class PreflightRun {
    private static final int EVALUATORS = Runtime.getRuntime().availableProcessors();

    private final Trial trial;
    private final PreflightDifference difference;
    private final PreflightFigures figures;
    private final RulesPreflight.Listener listener;

    PreflightRun(
            Trial trial, PreflightDifference difference, PreflightFigures figures, RulesPreflight.Listener listener) {
        this.trial = trial;
        this.difference = difference;
        this.figures = figures;
        this.listener = listener;
    }

    /**
     * Decides all events of the span.
     *
     * @return false if the listener cancelled it
     */
    boolean over(EventHistory history, EventHistory.Span span) throws SQLException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(
                EVALUATORS + 1, Thread.ofPlatform().name("preflight-", 0).factory());
        try {
            return over(history.open(span), span.wanted(), threads);
        } finally {
            threads.shutdownNow();
            threads.close();
        }
    }

    private boolean over(EventHistory.Pages pages, long total, ExecutorService threads)
            throws SQLException, InterruptedException {
        Queue<Future<Page>> evaluated = new ArrayDeque<>();
        Future<Optional<List<Stored>>> next = threads.submit(pages::next);
        long done = 0;
        boolean isMore = true;
        while (isMore || !evaluated.isEmpty()) {
            if (listener.isCancelled()) {
                return false;
            }
            if (isMore) {
                Optional<List<Stored>> page = result(next);
                isMore = page.isPresent();
                if (isMore) {
                    next = threads.submit(pages::next);
                    page.filter(events -> !events.isEmpty())
                            .ifPresent(events -> evaluated.add(threads.submit(() -> evaluate(events))));
                }
            }
            if (!evaluated.isEmpty() && (!isMore || evaluated.size() > EVALUATORS)) {
                Page page = result(evaluated.remove());
                page.events.forEach(this::decide);
                figures.addErased(page.erased);
                done += page.events.size() + page.erased;
                listener.progress(done, total);
            }
        }
        return true;
    }

    /** @param erased the number of events without a body any more */
    private record Page(List<TrialEvaluator.Evaluated> events, int erased) {}

    private Page evaluate(List<Stored> events) {
        List<TrialEvaluator.Evaluated> evaluated = new ArrayList<>(events.size());
        for (Stored stored : events) {
            if (stored.body() != null) {
                Event event = Event.inMemory(
                        stored.id(), stored.source(), stored.deliveryId(), stored.type(), stored.receivedAt());
                evaluated.add(trial.evaluate(event, stored.body()));
            }
        }
        return new Page(evaluated, events.size() - evaluated.size());
    }

    private void decide(TrialEvaluator.Evaluated evaluated) {
        List<TrialDecision> decisions = trial.decide(evaluated);
        figures.add(decisions);
        difference.add(evaluated.event(), decisions);
    }

    private static <T> T result(Future<T> task) throws SQLException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException("a preflight failed", e.getCause());
        }
    }
}
