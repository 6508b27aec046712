using Sekimori.Capture.Logons;
using Sekimori.Capture.Network;
using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Capture.Rpc;

/// <summary>An RPC association as an passive observer sees it: over TCP, or over a pipe of SMB, which hands its bytes in here.</summary>
internal sealed partial class RpcConversation(
    ObserverContext context, Endpoint client, Endpoint server, Transport transport, string pipe, LogonState logon)
    : FramedConversation(context.Budget)
{
    /// <summary>
    /// Presentation contexts kept: Windows proposes three for each interface, and a scan of one connection some hundreds.
    /// </summary>
    private const int ContextLimit = 512;

    /// <summary>Calls whose answers are waited for; a client has few open at once, and the oldest makes room.</summary>
    private const int PendingCallLimit = 32;

    private readonly List<ObservedContext> _contexts = [];
    private readonly List<ushort> _proposed = [];
    private PendingCall[]? _asked;
    private int _nextAsked, _proposals;
    private List<UnfinishedCall>? _unfinished;
    private UnfinishedCall? _answer;
    private Token? _logon;
    private long _logonTicks;
    private ProtectionLevel _logonLevel;
    private bool _sawBind;

    // A bind without its first flag: it is valid once the server has accepted it.
    private FrameBuffer _headless;
    private long _headlessTicks;

    protected override int Keep => ushort.MaxValue;

    protected override int Size(ReadOnlySpan<byte> start)
    {
        if (start.Length < 10) return start[0] == 5 ? 0 : -1;
        if (!ProtocolDetector.IsRpcHeader(start)) return -1;
        return start[4] == 0 ? start[8] << 8 | start[9] : start[9] << 8 | start[8];
    }

    protected override void Frame(bool fromClient, ReadOnlySpan<byte> frame, long ticks)
    {
        var pdu = new PduView(frame);
        switch (pdu.Header.Type)
        {
            case PduType.Request when fromClient: OnRequest(pdu, ticks); break;
            case PduType.Bind or PduType.AlterContext when fromClient: OnBind(pdu, ticks); break;
            case PduType.Auth3 when fromClient: OnToken(pdu, ticks); break;
            case PduType.Response when !fromClient: OnResponse(pdu, ticks); break;
            case PduType.Fault when !fromClient: OnFault(pdu, ticks); break;
            case PduType.BindAck or PduType.AlterContextResponse when !fromClient: OnBindAck(pdu, ticks); break;
            case PduType.BindNak when !fromClient: OnBindNak(pdu, ticks); break;
        }
    }

    public override void Close(long ticks)
    {
        EndLogon(-1);
        if (_unfinished is not null)
        {
            foreach (var call in _unfinished)
            {
                ReportCall(call, call.Stub.Bytes);
                call.Stub.Clear(Budget);
            }
            _unfinished = null;
        }
        _answer?.Stub.Clear(Budget);
        _answer = null;
        _headless.Clear(Budget);
        base.Close(ticks);
    }

    /// <summary>bind and alter_context, [C706] 12.6.4.3 and 12.6.4.1.</summary>
    private void OnBind(in PduView pdu, long ticks)
    {
        if (!pdu.Has(PfcFlags.FirstFragment))
        {
            // A bind is never fragmented ([C706] 12.6.3.1), and every client sets both flags. Windows and Samba accept it nevertheless,
            // other servers may not: what it binds is read once the server has acknowledged it.
            ReportAnomaly("bind_without_first_fragment", ticks);
            _headless.Clear(Budget);
            _headless.TryAppend(pdu.Bytes, Budget);
            _headlessTicks = ticks;
            return;
        }
        _headless.Clear(Budget);
        Take(pdu, ticks);
    }

    private void Take(in PduView pdu, long ticks)
    {
        _sawBind = true;
        OnToken(pdu, ticks);
        _proposed.Clear();
        // As servers read them: also contexts that padding claims, which nobody else would see.
        var contexts = new ContextListReader(pdu.Body, pdu.Header.BigEndian);
        if (_proposals <= RpcAnomalies.ManyContexts && (_proposals += contexts.Count) > RpcAnomalies.ManyContexts)
            ReportAnomaly("many_contexts", ticks);
        while (contexts.TryNext(out var proposed))
        {
            var syntax = proposed.AbstractSyntax;
            var (known, version) = (InterfaceCatalogue.Get(syntax.Uuid), Version(syntax.Major, syntax.Minor));
            _proposed.Add(proposed.Id);
            Propose(new(proposed.Id, known, version), ticks);
            context.Report(new()
            {
                Time = ObserverContext.Time(ticks), Source = ObservationSource.Capture, Kind = ObservationKind.Bind, Client = client,
                Server = server,
                Transport = transport, Pipe = pipe, Interface = known, Version = version, IsAlter = pdu.Header.Type == PduType.AlterContext,
                CallId = pdu.Header.CallId,
                Level = pdu.HasTrailer ? pdu.Trailer.Level : ProtectionLevel.None, Scheme = pdu.HasTrailer
                    ? SchemeName(pdu.Trailer.Type)
                    : logon.Scheme,
                Account = logon.Account,
            });
        }
    }

    private void Propose(ObservedContext proposed, long ticks)
    {
        for (var i = 0; i < _contexts.Count; i++)
        {
            if (_contexts[i].Id != proposed.Id) continue;
            // Windows reuses the number of a rejected proposal; an accepted one keeps its meaning ([C706] 12.6.3.4).
            if (!ReferenceEquals(_contexts[i].Interface, proposed.Interface) && _contexts[i].IsAccepted)
                ReportAnomaly("context_changed", ticks);
            _contexts[i] = proposed;
            return;
        }
        if (_contexts.Count < ContextLimit) _contexts.Add(proposed);
    }

    /// <summary>bind_ack and alter_context_resp: which of the proposals hold, [C706] 12.6.4.4.</summary>
    private void OnBindAck(in PduView pdu, long ticks)
    {
        if (_headless.Count > 0)
        {
            Take(new PduView(_headless.Bytes), _headlessTicks);
            _headless.Clear(Budget);
        }
        EndLogon(0);
        var results = new ResultListReader(pdu.Body, pdu.Header.BigEndian);
        for (var i = 0; i < _proposed.Count && results.TryNext(out var result); i++)
        {
            if (result.Outcome != ContextOutcome.Acceptance || Find(_proposed[i]) is not { } accepted) continue;
            accepted.IsAccepted = true;
            accepted.IsNdr64 = result.TransferSyntax.Uuid == SyntaxId.Ndr64.Uuid;
            if (transport == Transport.Tcp) context.Ports.Learn(server.AddressText, server.Port, accepted.Interface, accepted.Id);
        }
        OnToken(pdu, ticks);
    }

    private void OnBindNak(in PduView pdu, long ticks)
    {
        _headless.Clear(Budget);
        EndLogon(5); // ERROR_ACCESS_DENIED is what a refused token means here
        context.Report(new()
        {
            Time = ObserverContext.Time(ticks), Source = ObservationSource.Capture, Kind = ObservationKind.Refusal, Client = client,
            Server = server,
            Transport = transport, Pipe = pipe, Account = logon.Account, Scheme = logon.Scheme, Status = (ushort)pdu.NakReason,
            CallId = pdu.Header.CallId,
            Interface = _proposed.Count > 0 ? Find(_proposed[0])?.Interface : null,
        });
    }

    /// <summary>A token that names an account: reported once the server has answered it, so that the outcome is known.</summary>
    private void OnToken(in PduView pdu, long ticks)
    {
        if (!pdu.HasTrailer || Token.TryRead(pdu.Token) is not { } token) return;
        EndLogon(-1);
        _logon = token;
        _logonTicks = ticks;
        _logonLevel = pdu.Trailer.Level;
        logon.Account = token.Account;
        logon.Scheme = token.Scheme;
        logon.Target = token.Scheme == "Kerberos" ? token.Facts[Observations.Fact.Target] ?? "" : "";
    }

    private void EndLogon(long status)
    {
        if (_logon is not { } token) return;
        _logon = null;
        context.Report(new()
        {
            Time = ObserverContext.Time(_logonTicks), Source = ObservationSource.Capture, Kind = ObservationKind.Logon, Client = client,
            Server = server,
            Transport = transport, Pipe = pipe, Account = token.Account, Scheme = token.Scheme, Level = _logonLevel, Status = status,
            Facts = token.Facts, Interface = _contexts.Count > 0 ? _contexts[^1].Interface : null,
        });
    }

    private void ReportAnomaly(string what, long ticks)
    {
        var facts = new FactSet();
        facts.Add(Observations.Fact.Anomaly, what);
        context.Report(new()
        {
            Time = ObserverContext.Time(ticks), Source = ObservationSource.Capture, Kind = ObservationKind.Anomaly, Client = client,
            Server = server,
            Transport = transport, Pipe = pipe, Account = logon.Account, Scheme = logon.Scheme, Facts = facts,
        });
    }

    private ObservedContext? Find(ushort id)
    {
        for (var i = _contexts.Count - 1; i >= 0; i--)
            if (_contexts[i].Id == id) return _contexts[i];
        return null;
    }

    private static string Version(ushort major, ushort minor) => (major, minor) switch
    {
        (0, 0) => "0.0",
        (1, 0) => "1.0",
        (2, 0) => "2.0",
        (3, 0) => "3.0",
        (4, 0) => "4.0",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{major}.{minor}"),
    };

    private static string SchemeName(AuthenticationType type) => type switch
    {
        AuthenticationType.Negotiate => "SPNEGO",
        AuthenticationType.Ntlm => "NTLM",
        AuthenticationType.Schannel => "Schannel",
        AuthenticationType.Kerberos => "Kerberos",
        AuthenticationType.Netlogon => "Netlogon",
        _ => "",
    };
}
