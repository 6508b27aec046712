using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Sekimori.Gate.Gateway.Follow;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Server.WsMan;

namespace Sekimori.Gate.Gateway;

/// <summary>
/// One connection that asks for CONNECT: the logon, then one session. What a logon proves is used for one request and not kept: a
/// connection carries one session or is closed.
/// </summary>
internal sealed class ConnectConversation(GatewayDoor gateway, ConnectionContext connection)
{
    // A handshake takes three requests, and a client may begin once more with another scheme.
    private const int MostRequests = 8;

    // As Kestrel's RequestHeadersTimeout (WsManKestrel): a head is sent at once.
    private static readonly TimeSpan HeadWithin = TimeSpan.FromSeconds(15);

    private readonly WsManEntry? _entry = connection.Features.Get<WsManEntry>();
    private readonly GuardedConnection _at = connection.Items.TryGetValue(typeof(GuardedConnection), out var known)
        ? (GuardedConnection)known!
        : GuardedConnection.Of(connection.RemoteEndPoint as IPEndPoint, connection.LocalEndPoint as IPEndPoint, Transport.Https);

    /// <summary>Serves it to its end.</summary>
    public async Task RunAsync()
    {
        try
        {
            // Thousands of sessions are idle: none of them holds the head that opened it, which has up to 128 KiB.
            if (await ConverseAsync().ConfigureAwait(false) is not { } session) return;
            using (session.Socket)
            using (session.Entry)
                await ServeAsync(session.Entry, session.Socket, session.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or ConnectionAbortedException or OperationCanceledException)
        {
            // The caller has gone; a session has told its end already.
        }
    }

    private async Task<(GatewaySession Entry, Socket? Socket, string? Token)?> ConverseAsync()
    {
        var logon = WsManConnection.Of(connection, _entry);
        for (var count = 0; count < MostRequests; count++)
        {
            _entry?.MarkActive();
            var (head, hasMore, wrong) = await ReadHeadAsync().ConfigureAwait(false);
            if (head is null)
            {
                if (wrong is not null) await RejectAsync(wrong).ConfigureAwait(false);
                return null;
            }
            logon.Begin();
            HttpLogonResult result;
            try
            {
                result = await LogOnAsync(logon, head).ConfigureAwait(false);
            }
            finally
            {
                logon.End();
            }
            if (result.State == HttpLogonState.Proved) return await OpenAsync(head, result).ConfigureAwait(false);
            // Bytes behind a request that is not served are not the next request: its sender meant them for a target.
            var keepsAlive = head.KeepsAlive && !hasMore && count + 1 < MostRequests;
            await ChallengeAsync(logon, result, keepsAlive).ConfigureAwait(false);
            if (!keepsAlive) break;
        }
        return null;
    }

    private async Task<(ConnectHead? Head, bool HasMore, string? Wrong)> ReadHeadAsync()
    {
        var input = connection.Transport.Input;
        var look = new HeadBuffer();
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        timer.CancelAfter(HeadWithin);
        await using var _ = timer.Token.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), input)
            .ConfigureAwait(false);
        while (true)
        {
            var read = await input.ReadAsync().ConfigureAwait(false);
            var buffer = read.Buffer;
            var wrong = look.Look(buffer, out var length) ?? FindWrongStart(buffer);
            if (wrong is null && length > 0)
            {
                wrong = Parse(buffer.Slice(0, length), out var head);
                var hasMore = buffer.Length > length;
                input.AdvanceTo(buffer.GetPosition(length));
                return (head, hasMore, wrong);
            }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (wrong is not null) return (null, false, wrong);
            if (timer.IsCancellationRequested)
                return (null, false, connection.ConnectionClosed.IsCancellationRequested ? null : "no whole head in time");
            if (read.IsCompleted) return (null, false, null);
        }
    }

    // After a challenge another method could be meant for another server: this connection is CONNECT's.
    private static string? FindWrongStart(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[ConnectHeadReader.Method.Length];
        var some = buffer.Slice(0, Math.Min(buffer.Length, start.Length));
        some.CopyTo(start);
        for (var at = 0; at < some.Length; at++)
            if (start[at] != ConnectHeadReader.Method[at]) return "only CONNECT may follow on this connection";
        return null;
    }

    private static string? Parse(in ReadOnlySequence<byte> bytes, out ConnectHead? head)
    {
        if (bytes.IsSingleSegment) return ConnectHeadReader.Read(bytes.FirstSpan, out head);
        var length = (int)bytes.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            bytes.CopyTo(whole);
            return ConnectHeadReader.Read(whole.AsSpan(0, length), out head);
        }
        finally
        {
            // It contains credentials.
            ArrayPool<byte>.Shared.Return(whole, clearArray: true);
        }
    }

    private async ValueTask<HttpLogonResult> LogOnAsync(WsManConnection logon, ConnectHead head)
    {
        if (head.Authorization is not { Length: > 0 } header) return default;
        var space = header.IndexOf(' ');
        var name = space < 0 ? header : header[..space];
        var settings = gateway.WsMan.Current;
        foreach (var scheme in gateway.Logons)
        {
            // RFC 9110 11.1: names of schemes have no case.
            if (!scheme.Scheme.Equals(name, StringComparison.OrdinalIgnoreCase) || !scheme.IsOffered(logon, settings)) continue;
            var credentials = space < 0 ? "" : header[(space + 1)..].Trim();
            return await scheme.LogonAsync(new(logon, credentials, "CONNECT", head.Authority, settings), connection.ConnectionClosed)
                .ConfigureAwait(false);
        }
        return default;
    }

    private async Task ChallengeAsync(WsManConnection logon, HttpLogonResult result, bool keepsAlive)
    {
        if (result.Refusal is { } refusal)
        {
            gateway.Logger.GatewayLogonDenied(logon.Remote, refusal);
            await gateway.Guard.RecordAsync(
                Guarding.Logons.Observe(gateway.Guard.Now(), _at, refusal, result.Claim, StatusCodes.Status407ProxyAuthenticationRequired),
                isWritten: true).ConfigureAwait(false);
        }
        var challenges = new List<string>();
        if (result.Token is { } token) challenges.Add(token);
        else
        {
            foreach (var scheme in gateway.Logons.Where(scheme => scheme.IsOffered(logon, gateway.WsMan.Current)))
                scheme.Challenge(challenges);
        }
        if (challenges.Count == 0)
            await RefuseAsync(StatusCodes.Status403Forbidden,
                "Nobody can log on here: every scheme of the gateway is turned off (wsman: auth).").ConfigureAwait(false);
        else await GatewayAnswer.ChallengeAsync(connection.Transport.Output, challenges, result.RetryAfter, keepsAlive,
            connection.ConnectionClosed).ConfigureAwait(false);
    }

    private async Task RejectAsync(string wrong)
    {
        gateway.Logger.ConnectRejected(_at.Client.ToString(), wrong);
        await RefuseAsync(StatusCodes.Status400BadRequest, $"Rejected: {wrong}.").ConfigureAwait(false);
    }

    private async Task RefuseAsync(int status, string why) =>
        await GatewayAnswer.RefuseAsync(connection.Transport.Output, status, why, connection.ConnectionClosed).ConfigureAwait(false);

    private async Task<(GatewaySession Entry, Socket? Socket, string? Token)?> OpenAsync(
        ConnectHead head, HttpLogonResult result)
    {
        var opening = new SessionOpening(gateway, _at, head, result);
        var (session, socket) = await opening.RunAsync(connection.ConnectionClosed).ConfigureAwait(false);
        if (session is null)
        {
            await RefuseAsync(opening.Status, opening.Why).ConfigureAwait(false);
            return null;
        }
        _entry?.LogOn();
        return (session, socket, result.Token);
    }

    private async Task ServeAsync(GatewaySession session, Socket? socket, string? token)
    {
        try
        {
            var stops = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
            await using var _ = stops.UnsafeRegister(static session => ((GatewaySession)session!).End("the gate stops"), session)
                .ConfigureAwait(false);
            if (session.Kind == SessionKind.Login) await new LoginHold(connection.Transport, session).RunAsync(token).ConfigureAwait(false);
            else await CarryAsync(session, socket!, token).ConfigureAwait(false);
        }
        finally
        {
            if (session.Kind == SessionKind.Login) gateway.Follow.End(session, "the caller closed");
            gateway.Guard.Policy.Leave(session.Verdict, session.Facts);
            await gateway.Sessions.EndedAsync(session, "the connection broke off").ConfigureAwait(false);
        }
    }

    private async Task CarryAsync(GatewaySession session, Socket socket, string? token)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        await GatewayAnswer.OpenAsync(output, token, session.Ending).ConfigureAwait(false);
        // What the caller sent with its request, without waiting for the answer.
        while (input.TryRead(out var early))
        {
            foreach (var memory in early.Buffer)
            {
                for (var rest = memory; !rest.IsEmpty;)
                    rest = rest[await socket.SendAsync(rest, session.Ending).ConfigureAwait(false)..];
                session.CountSent(memory.Length, Environment.TickCount64);
            }
            input.AdvanceTo(early.Buffer.End);
            if (early.IsCompleted || early.Buffer.IsEmpty) break;
        }
        // Kestrel's pipe cuts what TLS gives into blocks of 4 KB; the stream under it does not.
        var tls = connection.Features.Get<ISslStreamFeature>()!.SslStream;
        await StreamRelay.RunAsync(tls, socket, session).ConfigureAwait(false);
        await CloseAsync(tls).ConfigureAwait(false);
    }

    private static async Task CloseAsync(SslStream tls)
    {
        try
        {
            // RFC 8446 6.1: the caller learns that nothing was cut off.
            await tls.ShutdownAsync().WaitAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or ObjectDisposedException or TimeoutException)
        {
            // The caller has closed first.
        }
    }
}
