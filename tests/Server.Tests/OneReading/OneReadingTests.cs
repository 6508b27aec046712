using System.Buffers;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Storage.Audit;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.OneReading;

/// <summary>
/// What the handler of a call gets, what the policy decides by and what the audit log says are one reading of its arguments, however they
/// are encoded, or broken.
/// </summary>
[Trait("Size", "Large")]
public sealed class OneReadingTests
{
    private const int DefaultCalls = 20_000, CallsOfOneLog = 20_000;

    private static readonly string[] Names =
        ["mapped_interfaces", "bindings", "objects", "annotations", "inquiry", "computer", "zero_credential", "texts", "name", "clsid",
        "iid", "query", "class_name"];

    [Fact]
    public async Task Handler_and_audit_log_have_the_same_facts_or_the_call_is_refused()
    {
        var calls = Effort.Of("SEKIMORI_RANDOM_CALLS", DefaultCalls);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SEKIMORI_SEED"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var given) ? given : Random.Shared.Next();
        var generator = new CallGenerator(seed);
        var (ran, denied, undecodable) = (0, 0, 0);
        for (var left = calls; left > 0; left -= CallsOfOneLog)
        {
            var some = await RunAsync(generator, Math.Min(left, CallsOfOneLog), $"SEKIMORI_SEED={seed}");
            (ran, denied, undecodable) = (ran + some.Ran, denied + some.Denied, undecodable + some.Undecodable);
        }
        Assert.True(ran > calls / 4 && denied > calls / 200 && undecodable > calls / 10,
            $"of {calls} calls {ran} ran, {denied} were denied, {undecodable} not decodable: the test says little");
    }

    private static async Task<(int Ran, int Denied, int Undecodable)> RunAsync(CallGenerator generator, int calls, string seed)
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-reading-").FullName;
        try
        {
            var expected = new Dictionary<uint, string>();
            var denials = 0;
            await using (var audit = AuditLog.Open(new() { Folder = folder, HasIndex = false }, TimeProvider.System))
            {
                var policy = PolicyReader.Read(
                    "policy.yaml",
                    $"version: 1\ndefault: allow\nrules: [{{ name: not this class, clsid: {CallGenerator.Denied}, do: deny, status: 1234 " +
                    $"}}]\n", InterfaceCatalogue.Names);
                await using var guard = new LiveGuard(
                    new() { Policy = new(new(policy)), Audit = audit }, NullLogger<LiveGuard>.Instance, TimeProvider.System);
                var connection = new RpcConnectionGuard(
                    guard, GuardedConnection.Of(new(IPAddress.Loopback, 50_000), new(IPAddress.Loopback, 135), Transport.Tcp), default);
                var recorder = new Recorder();
                var launcher = new RecordingLauncher(recorder);
                RpcServerInterface[] servers =
                    [new RecordingMapper(recorder), new RecordingNetlogon(recorder), new RecordingLsa(recorder), launcher];
                var group = new AssociationGroup(1);
                for (var id = 1u; id <= calls; id++)
                {
                    var (server, opnum, stub, format) = await generator.NextAsync();
                    var info = servers[server].Info;
                    // The association refuses what is not declared before anybody is asked.
                    if (opnum >= info.Operations.Count || info.Operations[opnum] is null) continue;
                    recorder.Got = null;
                    var call = new RpcCall
                    {
                        Interface = info, Opnum = opnum, Caller = Caller.Anonymous, Group = group, CallId = id, StubLength = stub.Length,
                        Guard = connection
                    };
                    var fault = 0u;
                    try
                    {
                        await servers[server].InvokeAsync(call, stub, format, new ArrayBufferWriter<byte>(), default);
                    }
                    catch (RpcFaultException refused)
                    {
                        fault = refused.Status;
                    }
                    connection.Answered(call, fault);
                    if (fault == 1234) denials++;
                    expected[id] = recorder.Got is { } got ? fault == 0 ? $"allow {got}" : $"a handler ran, and its call ended with {fault}"
                        : fault == RpcStatus.BadStubData ? $"undecodable {stub.Length} {Convert.ToHexStringLower(SHA256.HashData(stub))}"
                        : $"deny {fault}";
                }
                Assert.DoesNotContain(CallGenerator.Denied, launcher.Started);
            }
            var seen = new HashSet<uint>();
            var undecodable = 0;
            foreach (var line in AuditFiles.All(folder).SelectMany(File.ReadLines).Select(text => JsonDocument.Parse(text).RootElement)
                .Where(line => line.GetProperty("type").GetString() == "call"))
            {
                var id = line.GetProperty("call_id").GetUInt32();
                Assert.True(seen.Add(id), $"{seed}: call {id} has two lines");
                var isUndecodable = line.TryGetProperty("anomaly", out var anomaly) && anomaly.GetString() == StubFault.Undecodable;
                if (isUndecodable) undecodable++;
                var said = line.GetProperty("verdict").GetString() == "deny" ? $"deny {line.GetProperty("refused_with").GetUInt32()}"
                    : isUndecodable
                    ? $"undecodable {(line.TryGetProperty("bytes", out var bytes) ? bytes.GetInt64() : 0)} " +
                    $"{line.GetProperty("sha256").GetString()}"
                    : $"allow {Expected.Of(line, Names)}";
                Assert.True(expected[id] == said, $"{seed}: call {id}:\n{expected[id]}\n{said}");
            }
            Assert.Equal(expected.Count, seen.Count);
            return (expected.Count - denials - undecodable, denials, undecodable);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
