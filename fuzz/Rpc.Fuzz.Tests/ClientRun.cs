using System.Buffers;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Fuzz.Tests;

/// <summary>A client association that has sent a bind, and calls once it is bound, before the server's stream comes in.</summary>
internal static class ClientRun
{
    private static readonly PresentationContext Mapper = new(0, new(new("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0), [SyntaxId.Ndr20]);

    public static string Run(byte[] stream, IEnumerable<int> pieces)
    {
        var trace = new Trace();
        var output = new ArrayBufferWriter<byte>();
        var association = new RpcClientAssociation(RpcClientLimits.Default, output);
        association.Bind([Mapper], security: (stream.Length & 1) == 0
            ? null
            : association.AddSecurity(ProtectionLevel.Integrity, new TrustingContext()), token: [1, 2, 3, 4]);
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

        trace.Add($"left {association.End}", to - from, association.Close(AssociationEnd.LocalClosed).Count);
        return trace.ToString();
    }

    private static void Take(RpcClientAssociation association, in RpcClientEvent e, Trace trace)
    {
        trace.Add(e.Kind.ToString(), (int)e.Status, e.Token?.Length ?? -1);
        if (e.Kind == RpcClientEventKind.Bound && association.CanCall)
        {
            for (ushort opnum = 2; opnum < 5 && association.CanCall; opnum++)
                association.Call(Mapper, NdrSyntax.Ndr20, opnum, null, new byte[16]);
        }
        else if (e.Kind == RpcClientEventKind.Replied)
        {
            trace.Bytes($"reply {e.Call.Format}", e.Call.Stub.Span);
        }
    }
}
