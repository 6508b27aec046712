using System.Buffers;
using System.Net;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Management;
using Sekimori.Rpc.Pdu;
using Sekimori.Samples.RpcEcho;

namespace Sekimori.Rpc.Fuzz.Tests;

/// <summary>
/// A server association with real interfaces after it: mapper, mgmt, rpcecho, through their generated decoders and encoders.
/// </summary>
internal static class ServerRun
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RpcInterfaceTable Interfaces = new(
    [
        new(new EndpointMapperService(new EndpointMap.EndpointMap())), new(new RpcEchoService()),
        new(new ManagementService(() => [], () => default, _ => null)),
    ]);

    // They answer with as much as they are asked for, and only after a while: nothing that a reader could get wrong.
    private static readonly HashSet<string> NotRun = ["SourceData", "TestSleep"];

    public static string Run(byte[] stream, IEnumerable<int> pieces)
    {
        var trace = new Trace();
        var output = new ArrayBufferWriter<byte>();
        var association = new RpcServerAssociation(Interfaces, RpcServerLimits.Default, new(), output, "135", Caller.Anonymous, Now);
        int from = 0, to = 0;
        foreach (var piece in pieces)
        {
            to += piece;
            var input = new ReadOnlySequence<byte>(stream, from, to - from);
            while (association.TryRead(ref input, out var e))
            {
                Take(association, e, trace);
                // After each event: how many events a piece of the stream has must not show.
                trace.Output(output.WrittenSpan);
                output.ResetWrittenCount();
            }

            from = to - (int)input.Length;
        }

        trace.Add($"left {association.End}", to - from);
        association.Close(AssociationEnd.LocalClosed);
        return trace.ToString();
    }

    private static void Take(RpcServerAssociation association, in RpcServerEvent e, Trace trace)
    {
        trace.Add(e.Kind.ToString());
        switch (e.Kind)
        {
            case RpcServerEventKind.BindRequested:
                association.Answer(e.Bind);
                break;
            case RpcServerEventKind.TokenReceived:
                trace.Bytes("token", e.Leg.Token.Span);
                association.Answer(e.Leg, Answer(e.Leg));
                break;
            case RpcServerEventKind.CallReceived:
                trace.Bytes($"call {e.Call.Opnum} {e.Call.Format}", e.Call.Stub.Span);
                Call(association, e.Call, trace);
                break;
        }
    }

    private static SecurityLegAnswer Answer(SecurityLeg leg) => (leg.Token.Length & 7) switch
    {
        0 when leg.Pdu != PduType.Auth3 => SecurityLegAnswer.Continue(new byte[8]),
        1 => SecurityLegAnswer.Refuse(),
        _ => SecurityLegAnswer.Complete(new byte[4], new TrustingContext(), new("fuzz", Role.Reader, "Trusting", ProtectionLevel.Privacy)),
    };

    private static void Call(RpcServerAssociation association, RpcServerCall call, Trace trace)
    {
        var served = call.Served.Interface;
        if (NotRun.Contains(served.Info.Operations[call.Opnum] ?? ""))
        {
            association.Fault(call, RpcStatus.AccessDenied);
            return;
        }

        var reply = new ArrayBufferWriter<byte>();
        var subject = new RpcCall
        {
            Interface = served.Info, Opnum = call.Opnum, Object = call.Object, Caller = call.Caller, Group = call.Group,
            Local = new(IPAddress.Loopback, 135), Remote = new(IPAddress.Loopback, 4), CallId = call.CallId,
        };
        try
        {
            served.InvokeAsync(subject, call.Stub, call.Format, reply, default).AsTask().GetAwaiter().GetResult();
            association.Reply(call, reply.WrittenSpan);
        }
        catch (RpcFaultException fault)
        {
            trace.Add("fault", (int)fault.Status);
            association.Fault(call, fault.Status);
        }
    }
}
