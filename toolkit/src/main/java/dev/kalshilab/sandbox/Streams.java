package dev.kalshilab.sandbox;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.time.Duration;
import java.util.List;

/** Turns signed requests into WebSocket sessions, and ends them. */
final class Streams {
    /** The header with its time, and how many seconds pass in one: a client at its address has no other way to know. */
    static final String TIME = "kalshi-sandbox-time";

    static final String PATH = "/trade-api/ws/v2";

    private static final int MAX_FRAME = 1 << 20;

    private final Catalogue catalogue;
    private final SignedBy signatures;
    private final Tail tail;
    private final Faults faults;
    private final Duration pings;
    private final ChannelGroup sessions;

    /** @param pings how long from one ping to the next */
    Streams(Catalogue catalogue, Tail tail, SignedBy signatures, Faults faults, Duration pings, EventLoop loop) {
        this.catalogue = catalogue;
        this.signatures = signatures;
        this.tail = tail;
        this.faults = faults;
        this.pings = pings;
        this.sessions = new DefaultChannelGroup(loop);
    }

    /**
     * Makes a session of the connection that the request came on.
     *
     * @throws Refusal when it is not signed, or no request for a WebSocket
     */
    void open(ChannelHandlerContext context, FullHttpRequest http, Request request) {
        signatures.check(request);
        if (!http.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            throw Refusal.badRequest("this is a WebSocket: the header Upgrade is missing");
        }
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(PATH, null, false, MAX_FRAME).newHandshaker(http);
        if (handshaker == null) {
            throw Refusal.badRequest("version " + http.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION)
                    + " of WebSocket is not spoken, 13 is");
        }
        context.pipeline()
                .addLast(new WebSocketFrameAggregator(MAX_FRAME))
                .addLast(new Session(catalogue, tail, faults, handshaker, context.channel(), pings));
        context.pipeline().remove(context.name());
        sessions.add(context.channel());
        ChannelFuture shaken = handshaker.handshake(
                context.channel(),
                http,
                new DefaultHttpHeaders().add("kalshi-sandbox", "invented data").add(TIME, tail.timeWhileHeard()),
                context.channel().newPromise());
        var ignored = shaken.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** Lets a fault strike the streams that are open, or what comes next. */
    void fault(Fault fault) {
        List<Session> open = tail.sessions();
        if (!fault.kind().atOnce() || fault.every() > 0 || open.isEmpty()) {
            faults.add(fault);
            return;
        }
        for (Session session : open) {
            switch (fault.kind()) {
                case DISCONNECT -> session.disconnect();
                case OVERFLOW -> session.overflow();
                default -> session.stall(fault.pause());
            }
        }
    }

    Tail tail() {
        return tail;
    }

    Faults faults() {
        return faults;
    }

    /** Says good-bye. */
    void close() {
        sessions.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE))
                .awaitUninterruptibly(1000);
    }
}
