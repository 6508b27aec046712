using System.Collections.Immutable;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;

namespace Sekimori.TestKit;

/// <summary>A client core and a server core that talk to each other, with bytes cut as a test likes.</summary>
internal sealed class Pair(ServerCore? server = null, ClientCore? client = null, Func<int, IEnumerable<int>>? cut = null)
{
    public ServerCore Server { get; } = server ?? new();

    public ClientCore Client { get; } = client ?? new();

    /// <summary>Carries bytes both ways until neither side has anything to say.</summary>
    public Pair Run()
    {
        while (true)
        {
            var up = Client.TakeOutput();
            if (up.Length > 0) Server.Receive(up, cut);
            var down = Server.TakeOutput();
            if (down.Length > 0) Client.Receive(down, cut);
            if (up.Length + down.Length == 0) return this;
        }
    }

    /// <summary>Binds, and gives the answer.</summary>
    public BindAckPdu Bind(params ImmutableArray<PresentationContext> contexts)
    {
        Client.Association.Bind(contexts.IsDefaultOrEmpty ? [ClientCore.Context(0)] : contexts);
        Run();
        var e = Client.Events.Dequeue();
        return e.Kind == RpcClientEventKind.Bound ? e.Ack : throw new InvalidOperationException($"{e.Kind}, {Client.Association.End}");
    }
}
