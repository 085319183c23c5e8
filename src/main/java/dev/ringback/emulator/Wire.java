package dev.ringback.emulator;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sends the answer of one exchange, and cuts, garbles or slows it as its fault says. */
final class Wire {
    private static final byte[] UNREADABLE = "{\"session_id\": \"\u0000<html>".getBytes(StandardCharsets.UTF_8);

    private final Vertx vertx;
    private final HttpServerRequest http;
    private final HttpServerResponse response;
    private final Fault fault;
    private final List<Runnable> whenDone = new ArrayList<>();
    private boolean done;

    Wire(Vertx vertx, HttpServerRequest http, Fault fault) {
        this.vertx = vertx;
        this.http = http;
        this.response = http.response();
        this.fault = fault;
        response.endHandler(end -> finish());
        response.closeHandler(end -> finish());
        response.exceptionHandler(lost -> finish());
    }

    /** Runs the action when the answer is sent or the connection is lost. */
    void whenDone(Runnable action) {
        if (done) {
            action.run();
        } else {
            whenDone.add(action);
        }
    }

    void abandon() {
        finish();
    }

    private void finish() {
        done = true;
        whenDone.forEach(Runnable::run);
        whenDone.clear();
    }

    void close(boolean reset) {
        if (reset) {
            channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        http.connection().close();
        finish();
    }

    void send(Answer answer) {
        if (done || response.ended() || response.closed()) {
            finish();
            return;
        }
        switch (answer) {
            case Answer.Stream stream -> stream(stream);
            case Answer.Whole whole -> {
                response.setStatusCode(whole.status());
                whole.headers().forEach(response::putHeader);
                send(whole);
            }
        }
    }

    private void send(Answer.Whole whole) {
        switch (fault) {
            case Fault.CutHead cut -> cutHead(whole.status());
            case Fault.CutBody cut -> {
                var length = Math.max(2, whole.body().length);
                response.putHeader("Content-Length", Integer.toString(length));
                response.write(Buffer.buffer(whole.body()).slice(0, whole.body().length / 2))
                        .onComplete(written -> close(false));
            }
            case Fault.Garble garble -> response.end(Buffer.buffer(UNREADABLE));
            case Fault.Trickle trickle -> {
                response.putHeader("Content-Length", Integer.toString(whole.body().length));
                trickle(whole.body(), 0, trickle.gap());
            }
            case null, default -> response.end(Buffer.buffer(whole.body()));
        }
    }

    private void stream(Answer.Stream stream) {
        if (fault instanceof Fault.CutHead) {
            cutHead(200);
            return;
        }
        response.setChunked(true).putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-cache");
        stream.writer().accept(response);
        if (fault instanceof Fault.CutBody) {
            response.write("data: {").onComplete(written -> close(false));
        }
    }

    private void cutHead(int status) {
        var half = "HTTP/1.1 " + status + " OK\r\nContent-Ty";
        // Written directly to the socket, past the encoder, which would not send half a header.
        channel()
                .pipeline()
                .firstContext()
                .writeAndFlush(Unpooled.copiedBuffer(half, StandardCharsets.US_ASCII))
                .addListener(written -> close(false));
    }

    private void trickle(byte[] body, int sent, Duration gap) {
        if (response.closed()) {
            return;
        }
        if (sent >= body.length) {
            response.end();
            return;
        }
        response.write(Buffer.buffer(new byte[] {body[sent]}));
        vertx.setTimer(Math.max(1, gap.toMillis()), timer -> trickle(body, sent + 1, gap));
    }

    private Channel channel() {
        return ((ConnectionBase) http.connection()).channel();
    }
}
