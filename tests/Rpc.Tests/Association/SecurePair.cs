using System.Collections.Immutable;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

/// <summary>A client and a server that have authenticated.</summary>
internal sealed class SecurePair
{
    private readonly ISecurityInitiator _initiator;
    private readonly SecuritySlot _first;

    public SecurePair(
        SecurityScheme scheme, ProtectionLevel level, int fragment = 5840, string password = "Passw0rd", bool clearHeaderSigning = false,
        RpcServerLimits? limits = null)
    {
        var server = new ServerCore((limits ?? RpcServerLimits.Default) with { MaxFragment = Math.Max(fragment, 2048) })
        {
            Security = SecurityTests.Answer
        };
        Pair = new(server, new ClientCore(RpcClientLimits.Default with { MaxFragment = fragment }));
        _initiator = Credentials.Initiator(password);
        _first = Build(scheme, level, isBind: true, clearHeaderSigning);
    }

    public Pair Pair { get; }

    public SecuritySlot Add(SecurityScheme scheme, ProtectionLevel level) => Build(scheme, level, isBind: false, false);

    /// <summary>A protected request that nobody has carried to the server yet.</summary>
    public byte[] Request(byte[] stub)
    {
        Pair.Client.Association.Call(ClientCore.Context(0), NdrSyntax.Ndr20, 0, null, stub, _first);
        return Pair.Client.TakeOutput();
    }

    public RpcClientCall Call(byte[] stub, SecuritySlot? slot = null)
    {
        var call = Pair.Client.Association.Call(ClientCore.Context(0), NdrSyntax.Ndr20, 0, null, stub, slot ?? _first);
        Pair.Run();
        return call;
    }

    private SecuritySlot Build(SecurityScheme scheme, ProtectionLevel level, bool isBind, bool clearHeaderSigning)
    {
        var client = Pair.Client.Association;
        var context = _initiator.Initiate(scheme, new ContextOptions { Level = level, DceStyle = true, Target = "host/host.lab.test" })!;
        var slot = client.AddSecurity(level, context);
        ImmutableArray<PresentationContext> contexts = [ClientCore.Context(0)];
        var token = context.Step(default).Token;
        if (isBind) client.Bind(contexts, 0, slot, token.Span);
        else client.AlterContext(contexts, slot, token.Span);
        while (true)
        {
            if (clearHeaderSigning)
            {
                var bytes = Pair.Client.TakeOutput();
                bytes[3] &= unchecked((byte)~(byte)PfcFlags.SupportHeaderSign);
                Pair.Server.Receive(bytes);
            }

            Pair.Run();
            var e = Pair.Client.Events.Dequeue();
            if (e.Kind != RpcClientEventKind.Bound) throw new InvalidOperationException($"{e.Kind}");
            if (e.Token is not { IsEmpty: false } answer) break;
            var step = context.Step(answer.Span);
            if (step.State == StepState.Refused) throw new InvalidOperationException($"{step.Refusal}");
            if (step.State == StepState.Complete && step.Token.IsEmpty) break;
            if (step.State == StepState.Complete && scheme == SecurityScheme.Ntlm)
            {
                client.Auth3(slot, step.Token.Span);
                Pair.Run();
                return slot;
            }

            client.AlterContext([], slot, step.Token.Span);
        }

        client.Ready(slot);
        return slot;
    }
}
