using System.Buffers;
using System.Net;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Server.Tests.Guarding.Reading;
using Sekimori.Server.Tests.OneReading;
using static Sekimori.Server.Tests.Guarding.Reading.ReadingServer;

namespace Sekimori.Server.Tests.Guarding;

/// <summary>
/// The same account from the same address at the same level gets the same verdict at both doors, where a rule speaks of those: for whole
/// requests, that are decoded and would be done.
/// </summary>
[Trait("Size", "Large")]
public sealed class SameVerdictTests
{
    private static readonly string[] Addresses = ["10.0.0.5", "10.1.0.5", "192.0.2.9", "2001:db8::5"],
        Accounts = ["", "alice", "bob", @"LAB\carol"], Schemes = ["NTLM", "Basic", "Kerberos"];

    // No status of a fault that has another reason.
    private const int FirstStatus = 20_000;

    // ERROR_ACCESS_DENIED ([MS-ERREF] 2.2)
    private const uint AccessDenied = 5;

    private static readonly string[] Requests =
    [
        Envelope(Transfer + "Get", Cimv2 + "Win32_OperatingSystem",
            headers: "<w:SelectorSet><w:Selector Name=\"Name\">Linux</w:Selector></w:SelectorSet>"),
        Envelope(Enumeration + "Enumerate", Cimv2 + "*",
            "<n:Enumerate><w:OptimizeEnumeration/><w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">SELECT * FROM " +
            "Win32_Process</w:Filter></n:Enumerate>"),
        Envelope(Cimv2 + "Win32_Process/Create", Cimv2 + "Win32_Process",
            $"<p:Create_INPUT xmlns:p=\"{Cimv2}Win32_Process\"><p:CommandLine>/bin/true</p:CommandLine></p:Create_INPUT>"),
        Envelope(Transfer + "Create", Shell, "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams></rsp:Shell>"),
    ];

    [Fact]
    public async Task Two_thousand_requests_under_random_policies_are_judged_alike_at_both_doors()
    {
        var random = new Random(7);
        var calls = new CallGenerator(7);
        var (allowed, denied, done, refused) = (0, 0, 0, 0);
        for (var round = 0; round < 100; round++)
        {
            var policy = new CompiledPolicy(new PolicyDocument
            {
                Default = PolicyAction.Allow, Rules =
                    [.. Enumerable.Range(0, random.Next(1, 8)).Select(at => Rule(random, at)),
                    new() { Name = "last", Action = random.Next(2) == 0 ? PolicyAction.Allow : PolicyAction.Deny, Status = FirstStatus }],
            });
            await using var server = new ReadingServer("version: 1\nrules:\n  - { name: rest, do: allow }\n");
            server.Policy.Replace(policy);
            for (var i = 0; i < 20; i++)
            {
                var address = new IPEndPoint(IPAddress.Parse(Pick(random, Addresses)), 50_000);
                var account = Pick(random, Accounts);
                var role = account.Length == 0 ? Role.None : (Role)random.Next(4);
                var caller = account.Length == 0
                    ? Caller.Anonymous
                    : new Caller(account, role, Pick(random, Schemes), (ProtectionLevel)random.Next(2, 7), address);
                var (rpc, ran) = await ByRpcAsync(server.Guard, calls, caller, address);
                var (did, answer) = await server.SendAsync(Pick(random, Requests), caller, address);
                var http = answer.Number >= FirstStatus ? answer.Number : 0;
                // Who has no role for it is refused before a policy is asked, with a number of its own.
                if (answer.Number != AccessDenied) Assert.Equal(rpc, http);
                else refused++;
                Assert.False(rpc != 0 && (ran || did.Length > 0), "what was denied was done");
                if (rpc == 0) allowed++;
                else denied++;
                if (did.Length > 0) done++;
            }
        }

        Assert.True(allowed > 200 && denied > 200 && done > 200 && refused < 1000,
            $"{allowed} allowed, {denied} denied, {done} done, {refused} refused by role: the test says little");
    }

    /// <summary>A call of the test's interface, its stub decoded by its generated server.</summary>
    private static async Task<(uint Status, bool Ran)> ByRpcAsync(LiveGuard guard, CallGenerator calls, Caller caller, IPEndPoint address)
    {
        var connection = new RpcConnectionGuard(guard, GuardedConnection.Of(address, new(IPAddress.Loopback, 135), Transport.Tcp), default);
        while (true)
        {
            var (server, opnum, stub, format) = await calls.NextAsync();
            var recorder = new Recorder();
            var launcher = new RecordingLauncher(recorder);
            if (server != 3 || opnum >= launcher.Info.Operations.Count || launcher.Info.Operations[opnum] is null) continue;
            var call = new RpcCall
            {
                Interface = launcher.Info, Opnum = opnum, Caller = caller, Group = new AssociationGroup(1), StubLength = stub.Length,
                Guard = connection
            };
            try
            {
                await launcher.InvokeAsync(call, stub, format, new ArrayBufferWriter<byte>(), default);
                connection.Answered(call, 0);
                return (0, recorder.Got is not null);
            }
            catch (RpcFaultException fault) when (fault.Status != RpcStatus.BadStubData)
            {
                return (fault.Status, recorder.Got is not null);
            }
            catch (RpcFaultException)
            {
                // The generator twists its stubs now and then: what cannot be decoded is asked about by nobody here.
            }
        }
    }

    private static PolicyRule Rule(Random random, int at) => new()
    {
        Name = $"rule {at}", Action = random.Next(2) == 0 ? PolicyAction.Allow : PolicyAction.Deny,
        Status = (uint)random.Next(FirstStatus, 2 * FirstStatus),
        From = random.Next(2) == 0 ? [] : [IPNetwork.Parse(Pick(random, ["10.0.0.0/16", "10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"]))],
        Accounts = random.Next(2) == 0 ? [] : [Pick(random, ["alice", "bob", @"LAB\*", "*"])],
        Groups = random.Next(3) > 0 ? [] : [Pick(random, ["reader", "operator", "administrator"])],
        Schemes = random.Next(3) > 0 ? [] : [Pick(random, Schemes)],
        Levels = random.Next(2) == 0 ? [
            ] : [.. Enum.GetValues<ProtectionLevel>().Where(level => level >= (ProtectionLevel)random.Next(1, 7))],
    };

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
