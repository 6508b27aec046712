using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Rpc.Pdu;
using Sekimori.Rpc.Towers;

namespace Sekimori.Capture.Rpc;

/// <summary>Calls and their answers.</summary>
internal sealed partial class RpcConversation
{
    /// <summary>Fragments open at a time on one association.</summary>
    private const int UnfinishedLimit = 32;

    /// <summary>request, [C706] 12.6.4.9.</summary>
    private void OnRequest(in PduView pdu, long ticks)
    {
        var (id, callId, isFirst, isLast) =
            (pdu.ContextId, pdu.Header.CallId, pdu.Has(PfcFlags.FirstFragment), pdu.Has(PfcFlags.LastFragment));
        var stub = pdu.Stub;
        var level = Level(pdu);
        if (isFirst && isLast)
        {
            Report(id, pdu.Opnum, pdu.Object, callId, level, stub, stub.Length, pdu.Header.BigEndian, ticks, null);
            return;
        }
        var call = Unfinished(callId);
        if (isFirst)
        {
            if (call is not null) End(call);
            _unfinished ??= [];
            if (_unfinished.Count >= UnfinishedLimit) End(_unfinished[0]);
            _unfinished.Add(call = new()
            {
                CallId = callId, ContextId = id, Opnum = pdu.Opnum, Object = pdu.Object, Level = level,
                IsBigEndian = pdu.Header.BigEndian, Ticks = ticks,
            });
        }
        if (call is null)
        {
            if (_sawBind) ReportAnomaly("fragment_without_first", ticks);
            return;
        }
        call.Add(stub, Budget);
        if (isLast) End(call);
        else if (call.Total > RpcAnomalies.OversizeCall && !call.IsReported)
        {
            ReportCall(call, call.Stub.Bytes);
            call.Stub.Clear(Budget);
        }
    }

    private void End(UnfinishedCall call)
    {
        ReportCall(call, call.Stub.Bytes);
        call.Stub.Clear(Budget);
        _unfinished!.Remove(call);
    }

    private void ReportCall(UnfinishedCall call, ReadOnlySpan<byte> stub)
    {
        if (call.IsReported) return;
        call.IsReported = true;
        Report(call.ContextId, call.Opnum, call.Object, call.CallId, call.Level, stub, call.Total, call.IsBigEndian, call.Ticks,
            RpcAnomalies.OfCall(call.Total, call.Fragments));
    }

    private void Report(ushort contextId, int opnum, Guid? @object, uint callId, ProtectionLevel level, ReadOnlySpan<byte> stub, long total,
        bool isBigEndian, long ticks, string? anomaly)
    {
        var isSealed = level == ProtectionLevel.Privacy;
        var bound = Find(contextId);
        var known = (@object is { } ipid ? context.Objects.Recall(server.AddressText, ipid, bound) : null)
            ?? bound ?? Infer(contextId, opnum, isSealed ? default : stub, isBigEndian);
        // A stub is kept up to a limit, and a capture may have begun in the middle.
        var isSure = stub.Length == total && known is { IsInferred: false };
        var facts = isSealed || stub.IsEmpty
            ? null
            : CallFacts.Read(known?.Interface, opnum, stub, isBigEndian, known?.IsNdr64 ?? false, isSure);
        if (logon.Target.Length > 0 && known is not null && CallFacts.NeedsTarget(known.Interface, opnum))
            (facts ??= new()).Add(Observations.Fact.Target, logon.Target);
        if (!isSealed && ServiceHandles.Uses(known?.Interface, opnum) && context.Services.Recall(server.AddressText, stub) is { } service)
            (facts ??= new()).Add(Observations.Fact.Name, service);
        if (anomaly is not null) (facts ??= new()).Add(Observations.Fact.Anomaly, anomaly);
        _asked ??= new PendingCall[PendingCallLimit];
        _asked[_nextAsked++ % PendingCallLimit] = new()
        {
            CallId = callId, Interface = known?.Interface, Version = known?.Version ?? "", Opnum = opnum, Ticks = ticks,
            IsNdr64 = known?.IsNdr64 ?? false,
            IsInferred = known?.IsInferred ?? false, IsOnObject = @object is not null, Level = level, Facts = facts,
        };
        context.Report(new()
        {
            Time = ObserverContext.Time(ticks), Source = ObservationSource.Capture, Kind = ObservationKind.Call, Client = client,
            Server = server,
            Transport = transport, Pipe = pipe, Interface = known?.Interface, Version = known?.Version ?? "", Opnum = opnum,
            CallId = callId,
            Level = level, Account = logon.Account, Scheme = logon.Scheme, Bytes = total, IsSealed = isSealed,
            IsInferred = known?.IsInferred ?? false, Facts = facts ?? FactSet.Empty,
        });
    }

    /// <summary>
    /// The capture started after the bind: infers the interface from the arguments, from what the port was used for earlier, or from the
    /// pipe's name.
    /// </summary>
    private ObservedContext? Infer(ushort contextId, int opnum, ReadOnlySpan<byte> stub, bool isBigEndian)
    {
        var known = InterfaceGuess.ByStub(opnum, stub, isBigEndian);
        if (known is null && transport == Transport.Tcp) known = context.Ports.Recall(server, contextId);
        if (known is null && transport == Transport.NamedPipe) known = InterfaceGuess.ByPipe(pipe);
        if (known is null) return null;
        var inferred = new ObservedContext(contextId, known, "") { IsInferred = true };
        if (_contexts.Count < ContextLimit) _contexts.Add(inferred);
        return inferred;
    }

    /// <summary>
    /// response, [C706] 12.6.4.10: read if it can contain the address of a listener, the service of a handle, or references to objects.
    /// </summary>
    private void OnResponse(in PduView pdu, long ticks)
    {
        EndLogon(0);
        if (_asked is null) return;
        var stub = pdu.Stub;
        var (callId, isLast) = (pdu.Header.CallId, pdu.Has(PfcFlags.LastFragment));
        if (Level(pdu) == ProtectionLevel.Privacy) return;
        if (pdu.Has(PfcFlags.FirstFragment))
        {
            var asked = FindPendingCall(callId);
            if (asked < 0 || _asked[asked].Interface is not { } known) return;
            if (isLast && ServiceHandles.Opens(known, _asked[asked].Opnum))
                context.Services.Learn(server.AddressText, _asked[asked].Facts?[Observations.Fact.Name], stub);
            if (!CallFacts.NeedsAnswer(known, _asked[asked].Opnum) && !ReferenceReader.IsWorthReading(_asked[asked])) return;
            if (isLast)
            {
                ReadAnswer(_asked[asked], stub, pdu.Header.BigEndian, ticks);
                return;
            }
            _answer?.Stub.Clear(Budget);
            _answer = new()
            {
                CallId = callId, ContextId = 0, Opnum = asked, Level = ProtectionLevel.None, IsBigEndian = pdu.Header.BigEndian,
                Ticks = ticks
            };
        }
        if (_answer is null || _answer.CallId != callId) return;
        _answer.Add(stub, Budget);
        if (!isLast) return;
        ReadAnswer(_asked[_answer.Opnum], _answer.Stub.Bytes, _answer.IsBigEndian, ticks);
        _answer.Stub.Clear(Budget);
        _answer = null;
    }

    private void ReadAnswer(in PendingCall asked, ReadOnlySpan<byte> stub, bool isBigEndian, long ticks)
    {
        if (ReferenceReader.IsWorthReading(asked)) context.Objects.Learn(server.AddressText, asked, stub, isBigEndian);
        if (!CallFacts.NeedsAnswer(asked.Interface!, asked.Opnum)) return;
        var (kind, facts) = ContentFacts.OfAnswer(asked.Interface!, asked.Facts, stub);
        if (kind == ObservationKind.Mapping)
            foreach (var tower in TowerFinder.Read(stub))
                if (tower.Port > 0) context.Ports.Learn(server.AddressText, tower.Port, tower.Interface);
        ReportAnswer(kind, asked, facts, ticks);
    }

    private void ReportAnswer(ObservationKind kind, in PendingCall asked, FactSet facts, long ticks) => context.Report(new()
    {
        Time = ObserverContext.Time(ticks), Source = ObservationSource.Capture, Kind = kind, Client = client, Server = server,
        Transport = transport, Pipe = pipe,
        Interface = asked.Interface, Version = asked.Version, Opnum = asked.Opnum, CallId = asked.CallId, Level = asked.Level,
        Account = logon.Account, Scheme = logon.Scheme, Status = 0, Facts = facts,
        Duration = TimeSpan.FromTicks(Math.Max(0, ticks - asked.Ticks)),
    });

    /// <summary>fault, [C706] 12.6.4.7.</summary>
    private void OnFault(in PduView pdu, long ticks)
    {
        var status = pdu.FaultStatus;
        EndLogon(status == 5 ? 5 : 0); // a token that was refused shows as access denied on the first call
        var asked = FindPendingCall(pdu.Header.CallId);
        var call = asked >= 0 ? _asked![asked] : default;
        context.Report(new()
        {
            Time = ObserverContext.Time(ticks), Source = ObservationSource.Capture, Kind = ObservationKind.Fault, Client = client,
            Server = server,
            Transport = transport, Pipe = pipe, Interface = call.Interface, Version = call.Version ?? "",
            Opnum = asked >= 0 ? call.Opnum : -1, CallId = pdu.Header.CallId,
            Level = Level(pdu), Account = logon.Account, Scheme = logon.Scheme, Status = status,
            IsInferred = call.IsInferred, Duration = asked >= 0 ? TimeSpan.FromTicks(Math.Max(0, ticks - call.Ticks)) : TimeSpan.Zero,
        });
    }

    private static ProtectionLevel Level(in PduView pdu) => pdu.HasTrailer ? pdu.Trailer.Level : ProtectionLevel.None;

    private int FindPendingCall(uint callId)
    {
        if (_asked is null) return -1;
        for (var back = 1; back <= PendingCallLimit && back <= _nextAsked; back++)
        {
            var at = (_nextAsked - back) % PendingCallLimit;
            if (_asked[at].CallId == callId) return at;
        }
        return -1;
    }

    private UnfinishedCall? Unfinished(uint callId)
    {
        if (_unfinished is null) return null;
        foreach (var call in _unfinished)
            if (call.CallId == callId) return call;
        return null;
    }
}
