using System.Globalization;
using System.Text;
using Sekimori.Capture.Logons;
using Sekimori.Capture.Network;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Capture.Http;

/// <summary>
/// WS-Management over HTTP/1.1: the caller, how they prove it, what they ask where that is readable, and what they were answered.
/// </summary>
internal sealed class HttpConversation : Conversation
{
    /// <summary>Requests sent ahead of their answers.</summary>
    private const int PipelineLimit = 32;

    private readonly ObserverContext _context;
    private readonly Endpoint _client, _server;
    private readonly HttpReader _requests, _responses;
    private readonly Queue<HttpRequest> _open = new();
    private readonly LogonState _logon = new();

    public HttpConversation(ObserverContext context, Endpoint client, Endpoint server)
    {
        _context = context;
        _client = client;
        _server = server;
        _requests = new(context.Budget, true, OnRequest);
        _responses = new(context.Budget, false, OnResponse);
    }

    public override void Receive(bool fromClient, ReadOnlySpan<byte> bytes, long ticks) =>
        (fromClient ? _requests : _responses).Receive(bytes, ticks);

    public override void Lose(bool fromClient) => (fromClient ? _requests : _responses).Lose();

    public override void Close(long ticks)
    {
        _requests.Close(ticks);
        _responses.Close(ticks);
        while (_open.TryDequeue(out var request)) Report(request, -1, 0);
    }

    private void OnRequest(HttpHead head, ReadOnlySpan<byte> body, bool isWhole, long ticks)
    {
        var space = head.Start.IndexOf(' ', StringComparison.Ordinal);
        var target = space < 0 ? "" : head.Start[(space + 1)..];
        if (!target.StartsWith("/wsman", StringComparison.OrdinalIgnoreCase)) return;
        if (_open.Count >= PipelineLimit) Report(_open.Dequeue(), -1, 0);
        _open.Enqueue(HttpRequest.Read(head, body, isWhole, ticks));
    }

    private void OnResponse(HttpHead head, ReadOnlySpan<byte> body, bool isWhole, long ticks)
    {
        var parts = head.Start.Split(' ', 3);
        if (parts.Length < 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status == 100)
            return;
        if (_open.TryDequeue(out var request)) Report(request, status, ticks);
    }

    private void Report(HttpRequest request, int status, long answered)
    {
        if (request.Token is { } token)
        {
            _logon.Account = token.Account;
            _logon.Scheme = token.Scheme;
            _context.Report(new()
            {
                Time = ObserverContext.Time(request.Ticks), Source = ObservationSource.Capture, Kind = ObservationKind.Logon,
                Client = _client, Server = _server,
                Transport = Transport.Http, Account = token.Account, Scheme = token.Scheme, Facts = token.Facts,
                // 401 after the last leg is a denial; anything else was allowed.
                Status = status < 0 ? -1 : status == 401 ? 401 : 0,
            });
        }
        var duration = answered > request.Ticks ? TimeSpan.FromTicks(answered - request.Ticks) : TimeSpan.Zero;
        _context.Report(new()
        {
            Time = ObserverContext.Time(request.Ticks), Source = ObservationSource.Capture, Kind = ObservationKind.Request,
            Client = _client, Server = _server,
            Transport = Transport.Http, Account = request.Account ?? _logon.Account, Scheme = request.Scheme ?? _logon.Scheme,
            Level = request.IsEncrypted ? ProtectionLevel.Privacy : request.HasCredentials || _logon.Scheme.Length > 0
                ? ProtectionLevel.Connect : ProtectionLevel.None,
            Resource = request.Resource, Action = request.Action, Facts = request.Facts, Bytes = request.Bytes, Status = status,
            Duration = duration,
            IsSealed = request.IsEncrypted,
        });
    }
}
