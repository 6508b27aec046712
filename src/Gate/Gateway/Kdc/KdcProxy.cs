using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Security;
using Sekimori.Server.WsMan;

namespace Sekimori.Gate.Gateway.Kdc;

/// <summary>
/// Kerberos through the port of the gate ([MS-KKDCP] 3.2): AS-REQ and TGS-REQ for listed realms. There is no logon before it, since it is
/// how callers get their tickets: so it is throttled, and each request is recorded.
/// </summary>
internal sealed class KdcProxy(GatewaySettings settings, LiveGuard guard, ILogger logger, TimeProvider clock)
{
    /// <summary>Its path ([MS-KKDCP] 1.9: the client is given the URL; this is the usual one).</summary>
    public const string Path = "/KdcProxy";

    private const string ContentType = "application/kerberos";
    private const int KerberosPort = 88;

    // A TGS-REQ has a ticket with the groups of its owner: 64 KB at most on Windows (MaxTokenSize), and some fields around.
    private const int MostRequestBytes = 80 * 1024;

    // A KDC's answer has a new ticket, and is the larger one.
    private const int MostAnswerBytes = 128 * 1024;

    // Requests at a KDC at a time: without this, a KDC that hangs takes all memory of the gate. Requests that arrive are counted with the
    // memory before a logon.
    private const int MostAtOnce = 256;

    // A KDC answers in milliseconds; with a second one, the client has its answer before it gives up.
    private static readonly TimeSpan KdcWithin = TimeSpan.FromSeconds(4), BodyWithin = TimeSpan.FromSeconds(10);

    private readonly KdcThrottle _throttle = new(clock);
    private readonly SemaphoreSlim _places = new(MostAtOnce);

    /// <summary>True if the request is for the proxy.</summary>
    public static bool Is(HttpContext context) =>
        context.Request.IsHttps && context.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "POST";
            return;
        }
        var entry = context.Features.Get<WsManEntry>();
        var isHeld = false;
        try
        {
            isHeld = entry is null || entry.TryHold(MostRequestBytes);
            if (isHeld) await ServeAsync(context).ConfigureAwait(false);
        }
        finally
        {
            if (isHeld) entry?.Release(MostRequestBytes);
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false) is { } body ? KdcRequest.Read(body) : null;
        var (status, why, answer) = await AskInPlaceAsync(context, request).ConfigureAwait(false);
        await RecordAsync(context, request, status, why).ConfigureAwait(false);
        context.Response.StatusCode = status;
        if (answer is null)
        {
            // [MS-KKDCP] 3.2.5.1: the connection is dropped where the message is not Kerberos's.
            context.Response.Headers.Connection = "close";
            context.Response.ContentLength = 0;
            return;
        }
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted).ConfigureAwait(false);
    }

    // A place is taken once the request is whole: otherwise one address that sends slowly would have all of them.
    private async Task<(int Status, string? Why, byte[]? Answer)> AskInPlaceAsync(HttpContext context, KdcRequest? request)
    {
        if (!await _places.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
            return (StatusCodes.Status503ServiceUnavailable, $"limit reached: {MostAtOnce} requests at the KDCs", null);
        try
        {
            return await AskAsync(context, request).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<(int Status, string? Why, byte[]? Answer)> AskAsync(HttpContext context, KdcRequest? request)
    {
        if (request is null) return (StatusCodes.Status400BadRequest, "no KDC-PROXY-MESSAGE with an AS-REQ or TGS-REQ", null);
        // [MS-KKDCP] 3.1.5.3: 403 is a denial, everything else "no logon servers".
        var realm = settings.KdcRealms.FirstOrDefault(known => known.Realm.Equals(request.Realm, StringComparison.OrdinalIgnoreCase));
        if (realm is null)
            return (StatusCodes.Status403Forbidden, "a realm that is not listed", null);
        if (request.IsLogon && !_throttle.TryCount(context.Connection.RemoteIpAddress ?? IPAddress.None, request.Client))
            return (StatusCodes.Status429TooManyRequests, "limit reached: logons of this address or name", null);
        var failure = "no KDC";
        foreach (var address in realm.Addresses)
        {
            if (RefusedNetworks.FindReason(address, settings) is { } refused)
            {
                failure = refused;
                continue;
            }
            try
            {
                return (StatusCodes.Status200OK, null, KdcRequest.Wrap(await ForwardAsync(address, request, context.RequestAborted)
                    .ConfigureAwait(false)));
            }
            catch (Exception wrong) when (wrong is SocketException or IOException or InvalidDataException
                || (wrong is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
            {
                failure = $"{address}: {(wrong is OperationCanceledException ? "no answer in time" : wrong.Message)}";
                logger.KdcUnavailable(realm.Realm, failure);
            }
        }
        return (StatusCodes.Status502BadGateway, failure, null);
    }

    private static async Task<byte[]> ForwardAsync(IPAddress address, KdcRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(KdcWithin);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(address, KerberosPort), limit.Token).ConfigureAwait(false);
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.WriteAsync(request.Message, limit.Token).ConfigureAwait(false);
        var head = new byte[sizeof(uint)];
        await stream.ReadExactlyAsync(head, limit.Token).ConfigureAwait(false);
        // RFC 4120 7.2.2: the highest bit is reserved.
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (length is 0 or > MostAnswerBytes) throw new InvalidDataException($"an answer of {length} bytes");
        var answer = new byte[head.Length + length];
        head.CopyTo(answer, 0);
        await stream.ReadExactlyAsync(answer.AsMemory(head.Length), limit.Token).ConfigureAwait(false);
        await PoolThread.Enter();
        return answer;
    }

    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MostRequestBytes) return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(BodyWithin);
        var body = new byte[MostRequestBytes];
        try
        {
            var count = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, limit.Token)
                .ConfigureAwait(false);
            return count < body.Length ? body[..count] : null;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private ValueTask RecordAsync(HttpContext context, KdcRequest? request, int status, string? why)
    {
        var items = context.Features.Get<IConnectionItemsFeature>()!.Items;
        var connection = context.Connection;
        var at = items.TryGetValue(typeof(GuardedConnection), out var known)
            ? (GuardedConnection)known!
            : GuardedConnection.Of(new(connection.RemoteIpAddress!, connection.RemotePort), new(connection.LocalIpAddress!,
                connection.LocalPort), Transport.Https);
        var facts = new FactSet();
        facts.Add(Fact.Name, request is null ? "malformed" : request.IsLogon ? "AS-REQ" : "TGS-REQ");
        if (request is not null)
        {
            facts.Add(Fact.Realm, request.Realm);
            if (request.Client.Length > 0) facts.Add(Fact.Asked, request.Client);
            facts.Add(Fact.Target, request.Service);
        }
        if (why is not null) facts.Add(Fact.Text, why);
        // The account stays empty: nobody has proved it here.
        return guard.RecordAsync(new()
        {
            Time = guard.Now(), Source = ObservationSource.Gateway, Kind = ObservationKind.Session, Client = at.Client, Server = at.Server,
            Transport = at.Transport, Facts = facts, Status = status, Bytes = request?.Message.Length ?? 0,
        }, isWritten: true);
    }
}
