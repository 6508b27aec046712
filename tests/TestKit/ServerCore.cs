using System.Buffers;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;

namespace Sekimori.TestKit;

/// <summary>
/// A server association with a clock, fed with bytes in chosen pieces. Binds are taken, calls are answered with their own stub, unless a
/// test does so itself.
/// </summary>
internal sealed class ServerCore
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private byte[] _left = [];

    public ServerCore(RpcServerLimits? limits = null, AssociationGroupTable? groups = null, params ServedInterface[] interfaces)
        : this(Caller.Anonymous, limits, groups, interfaces)
    {
    }

    /// <summary>A server whose transport says who calls, and from where.</summary>
    public ServerCore(Caller caller, RpcServerLimits? limits, AssociationGroupTable? groups, params ServedInterface[] interfaces)
        : this(new RpcInterfaceTable(interfaces.Length > 0 ? interfaces : [new(new EchoInterface())]), caller, limits, groups)
    {
    }

    private ServerCore(RpcInterfaceTable table, Caller caller, RpcServerLimits? limits, AssociationGroupTable? groups)
    {
        Groups = groups ?? new();
        Association = new(table, limits ?? RpcServerLimits.Default, Groups, _output, "135", caller, Now, Meter);
    }

    /// <summary>A server with this table of interfaces.</summary>
    public static ServerCore Serving(RpcInterfaceTable table) => new(table, Caller.Anonymous, null, null);

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; private set; } = Start;

    public AssociationGroupTable Groups { get; }

    public RpcServerAssociation Association { get; }

    /// <summary>What it holds for its client.</summary>
    public CountingMeter Meter { get; } = new();

    /// <summary>Everything that happened.</summary>
    public List<RpcServerEventKind> Events { get; } = [];

    /// <summary>The calls that came in.</summary>
    public List<RpcServerCall> Calls { get; } = [];

    /// <summary>The stubs of the calls, copied as they came in.</summary>
    public List<byte[]> Stubs { get; } = [];

    /// <summary>False if the test answers calls itself.</summary>
    public bool AnswersCalls { get; init; } = true;

    /// <summary>What a token is answered with.</summary>
    public Func<SecurityLeg, SecurityLegAnswer>? Security { get; init; }

    /// <summary>Gives it bytes, and handles what comes of them.</summary>
    public ServerCore Receive(ReadOnlySpan<byte> bytes, Func<int, IEnumerable<int>>? cut = null)
    {
        foreach (var piece in (cut ?? Cut.Whole)(bytes.Length))
        {
            _left = [.. _left, .. bytes[..piece]];
            bytes = bytes[piece..];
            Pump();
        }

        return this;
    }

    /// <summary>Handles what can be handled.</summary>
    public void Pump()
    {
        // Several segments, so that fragments that span them are seen too.
        var input = Cut.Segmented(_left, 11);
        while (Association.TryRead(ref input, out var e))
        {
            Events.Add(e.Kind);
            switch (e.Kind)
            {
                case RpcServerEventKind.BindRequested:
                    Association.Answer(e.Bind);
                    break;
                case RpcServerEventKind.TokenReceived:
                    Association.Answer(e.Leg, Security?.Invoke(e.Leg)
                        ?? SecurityLegAnswer.Refuse(BindNakReason.AuthenticationTypeNotRecognized));
                    break;
                case RpcServerEventKind.CallReceived:
                    Calls.Add(e.Call);
                    Stubs.Add(e.Call.Stub.ToArray());
                    if (AnswersCalls) Association.Reply(e.Call, Stubs[^1]);
                    break;
            }
        }

        _left = input.ToArray();
    }

    /// <summary>Lets time go by.</summary>
    public void Wait(TimeSpan time) => Association.Tick(Now += time);

    /// <summary>What it wants to send; once.</summary>
    public byte[] TakeOutput()
    {
        var bytes = _output.WrittenSpan.ToArray();
        _output.ResetWrittenCount();
        return bytes;
    }

    /// <summary>The same, cut into PDUs.</summary>
    public List<byte[]> TakePdus()
    {
        var pdus = new List<byte[]>();
        var bytes = TakeOutput().AsSpan();
        while (!bytes.IsEmpty)
        {
            var length = PduHeader.Read(bytes).FragmentLength;
            pdus.Add(bytes[..length].ToArray());
            bytes = bytes[length..];
        }

        return pdus;
    }
}
