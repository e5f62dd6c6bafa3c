package dev.kalshilab.sandbox;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends answers while there are faults: late, in pieces, cut off, or others than they were. */
final class FaultyAnswers {
    private static final byte[] TOO_MANY = "{\"error\":\"too many requests\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int PIECES = 10;

    private final Faults faults;
    private final Surgery surgery = new Surgery();

    FaultyAnswers(Faults faults) {
        this.faults = faults;
    }

    void send(ChannelHandlerContext context, String uri, FullHttpResponse answer) {
        FullHttpResponse response = changed(uri, answer);
        Fault latency = faults.struck(Fault.Kind.LATENCY);
        // Decided now, in the order of the requests; sent later.
        boolean truncated = faults.strikes(Fault.Kind.TRUNCATED);
        Fault slow = truncated ? null : faults.struck(Fault.Kind.SLOW);
        Runnable sending = () -> {
            if (truncated) {
                cutOff(context, response);
            } else if (slow != null) {
                drip(context, response, slow.pause());
            } else {
                write(context, response);
            }
        };
        if (latency == null) {
            sending.run();
        } else {
            var ignored = context.executor().schedule(sending, latency.pause().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private FullHttpResponse changed(String uri, FullHttpResponse answer) {
        if (faults.strikes(Fault.Kind.TOO_MANY)) {
            return instead(answer, HttpResponseStatus.TOO_MANY_REQUESTS, TOO_MANY);
        }
        if (faults.strikes(Fault.Kind.BROKEN)) {
            return instead(
                    answer,
                    HttpResponseStatus.INTERNAL_SERVER_ERROR,
                    Refusal.broken().body());
        }
        if (faults.strikes(Fault.Kind.UNAVAILABLE)) {
            return instead(
                    answer,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    Refusal.unavailable().body());
        }
        if (!answer.status().equals(HttpResponseStatus.OK)) {
            return answer;
        }
        ByteBuf content = answer.content();
        // Its own bytes: they are read alone.
        byte[] body = ByteBufUtil.getBytes(content, content.readerIndex(), content.readableBytes(), false);
        byte[] other = body;
        String cursor = cursor(uri);
        if (faults.any(Fault.Kind.OVERLAP)) {
            byte[] overlapping = surgery.overlap(body, cursor);
            if (overlapping != null && faults.strikes(Fault.Kind.OVERLAP)) {
                other = overlapping;
            }
        }
        if (cursor != null && faults.strikes(Fault.Kind.CURSOR)) {
            other = Surgery.sameCursor(other, cursor);
        }
        if (faults.strikes(Fault.Kind.DRIFT)) {
            other = Surgery.drift(other);
        }
        return other == body ? answer : instead(answer, HttpResponseStatus.OK, other);
    }

    private static @Nullable String cursor(String uri) {
        List<String> values = new QueryStringDecoder(uri).parameters().get("cursor");
        return values == null || values.get(0).isEmpty() ? null : values.get(0);
    }

    private static FullHttpResponse instead(FullHttpResponse of, HttpResponseStatus status, byte[] body) {
        boolean stays = HttpUtil.isKeepAlive(of);
        of.release();
        FullHttpResponse response = Server.response(status, body);
        HttpUtil.setKeepAlive(response, stays);
        return response;
    }

    private static void write(ChannelHandlerContext context, FullHttpResponse response) {
        boolean stays = HttpUtil.isKeepAlive(response);
        var written = context.writeAndFlush(response);
        if (!stays) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** The head with the length of the whole body. */
    private static void head(ChannelHandlerContext context, FullHttpResponse response) {
        var ignored = context.write(new DefaultHttpResponse(
                HttpVersion.HTTP_1_1, response.status(), response.headers().copy()));
    }

    private static void cutOff(ChannelHandlerContext context, FullHttpResponse response) {
        head(context, response);
        ByteBuf body = response.content();
        var ignored = context.writeAndFlush(new DefaultHttpContent(body.readSlice(body.readableBytes() / 2)))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private static void drip(ChannelHandlerContext context, FullHttpResponse response, Duration whole) {
        head(context, response);
        context.flush();
        drop(context, response, whole.toMillis() / PIECES, PIECES);
    }

    private static void drop(ChannelHandlerContext context, FullHttpResponse response, long pause, int pieces) {
        ByteBuf body = response.content();
        var unused = context.executor()
                .schedule(
                        () -> {
                            var ignored = context.writeAndFlush(new DefaultHttpContent(
                                    Unpooled.copiedBuffer(body.readSlice(body.readableBytes() / pieces))));
                            if (pieces > 1) {
                                drop(context, response, pause, pieces - 1);
                                return;
                            }
                            boolean stays = HttpUtil.isKeepAlive(response);
                            response.release();
                            var last = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
                            if (!stays) {
                                last.addListener(ChannelFutureListener.CLOSE);
                            }
                        },
                        pause,
                        TimeUnit.MILLISECONDS);
    }
}
