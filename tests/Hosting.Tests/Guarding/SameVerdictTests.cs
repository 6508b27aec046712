using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Guard;
using Sekimori.Guard.Observations;
using Sekimori.Guard.Policy;
using Sekimori.Hosting.Guarding;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;
using Sekimori.TestKit;
using Sekimori.WsMan.Operations;

namespace Sekimori.Hosting.Tests.Guarding;

/// <summary>The same account from the same address at the same level gets the same verdict at both doors, where a rule speaks of those.</summary>
public class SameVerdictTests
{
    private static readonly string[] Addresses = ["10.0.0.5", "10.1.0.5", "192.0.2.9", "2001:db8::5"], Accounts = ["", "alice", "bob", @"LAB\carol"], Schemes = ["NTLM", "Basic", "Kerberos"];

    [Fact]
    public async Task Two_thousand_callers_under_random_policies_are_judged_alike_at_both_doors()
    {
        var random = new Random(7);
        var (allowed, denied) = (0, 0);
        for (var round = 0; round < 100; round++)
        {
            var policy = new CompiledPolicy(new PolicyDocument { Default = random.Next(2) == 0 ? PolicyAction.Allow : PolicyAction.Deny, Rules = [.. Enumerable.Range(0, random.Next(1, 8)).Select(at => Rule(random, at))] });
            await using var guard = new LiveGuard(new() { Policy = new(policy) }, NullLogger<LiveGuard>.Instance, TimeProvider.System);
            for (var i = 0; i < 20; i++)
            {
                var address = new IPEndPoint(IPAddress.Parse(Pick(random, Addresses)), 50_000);
                var account = Pick(random, Accounts);
                var role = account.Length == 0 ? Role.None : (Role)random.Next(4);
                var caller = account.Length == 0 ? Caller.Anonymous : new Caller(account, role, Pick(random, Schemes), (ProtectionLevel)random.Next(2, 7), address);
                var (rpc, http) = (await ByRpcAsync(guard, caller, address), await ByHttpAsync(guard, caller, address));
                Assert.Equal(rpc, http);
                if (rpc == 0) allowed++;
                else denied++;
            }
        }
        Assert.True(allowed > 200 && denied > 200, $"{allowed} allowed, {denied} denied: the test says little");
    }

    private static async Task<uint> ByRpcAsync(LiveGuard guard, Caller caller, IPEndPoint address)
    {
        var at = new RpcConnectionGuard(guard, GuardedConnection.Of(address, new(IPAddress.Loopback, 135), Transport.Tcp), default);
        var call = new RpcCall { Interface = new EchoInterface().Info, Opnum = 0, Caller = caller, Group = null! };
        try
        {
            await at.AskAsync(call, null);
            return 0;
        }
        catch (RpcFaultException denied)
        {
            return denied.Status;
        }
    }

    private static async Task<uint> ByHttpAsync(LiveGuard guard, Caller caller, IPEndPoint address)
    {
        var request = new WsManRequestGuard(guard, GuardedConnection.Of(address, new(IPAddress.Loopback, 5986), Transport.Https), caller, new FactSet());
        return (await request.EvaluateAsync(new ParsedRequest(), 0))?.Number ?? 0;
    }

    private static PolicyRule Rule(Random random, int at) => new()
    {
        Name = $"rule {at}", Action = random.Next(2) == 0 ? PolicyAction.Allow : PolicyAction.Deny, Status = (uint)random.Next(1, 9999),
        From = random.Next(2) == 0 ? [] : [IPNetwork.Parse(Pick(random, ["10.0.0.0/16", "10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"]))],
        Accounts = random.Next(2) == 0 ? [] : [Pick(random, ["alice", "bob", @"LAB\*", "*"])], Groups = random.Next(3) > 0 ? [] : [Pick(random, ["reader", "operator", "administrator"])],
        Schemes = random.Next(3) > 0 ? [] : [Pick(random, Schemes)], Levels = random.Next(2) == 0 ? [] : [.. Enum.GetValues<ProtectionLevel>().Where(level => level >= (ProtectionLevel)random.Next(1, 7))],
    };

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
