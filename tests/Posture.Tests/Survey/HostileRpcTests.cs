using Sekimori.Dcom.Resolver;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Management;
using Sekimori.Rpc.Towers;
using Sekimori.Survey;
using Sekimori.TestKit;

namespace Sekimori.Posture.Tests.Survey;

/// <summary>Any results of the calls that need no logon end in facts or a named fault.</summary>
public sealed class HostileRpcTests
{
    [Fact]
    public Task Any_addresses_end_in_facts_or_a_named_fault() => MutateAsync(RpcAnswers.ServerAlive2, async channel =>
    {
        var answer = await new ObjectExporterClient(channel).ServerAlive2Async(CancellationToken.None);
        return answer.Bindings?.Read().Strings.Count > 0;
    });

    [Fact]
    public Task Any_endpoint_map_ends_in_facts_or_a_named_fault() => MutateAsync(RpcAnswers.Lookup, async channel =>
    {
        var answer = await new EndpointMapperClient(channel).EptLookupAsync(0, null, null, 1, Sekimori.Ndr.ContextHandle.Null, 500,
            CancellationToken.None);
        return answer.Entries.Count(entry => entry.Tower is { } tower && TowerBinding.TryRead(tower, out _)) > 0;
    });

    [Fact]
    public Task Any_list_of_interfaces_ends_in_facts_or_a_named_fault() => MutateAsync(RpcAnswers.InterfaceIds, async channel =>
    {
        var answer = await new ManagementClient(channel).InqIfIdsAsync(CancellationToken.None);
        return (answer.IfIdVector?.IfId ?? []).OfType<RpcIfId>().Select(id => id.Uuid).Distinct().Any();
    });

    [Fact]
    public Task Any_answer_to_a_read_without_a_logon_ends_in_facts_or_a_named_fault() => MutateAsync(RpcAnswers.Opened, async channel =>
    {
        var none = CancellationToken.None;
        await AnonymousReads.NullsAsync(channel, 28, 4, none);
        await AnonymousReads.NamesAsync(channel, none);
        return (await AnonymousReads.DomainsAsync(channel, none)).StartsWith("answered", StringComparison.Ordinal);
    });

    private static async Task MutateAsync(byte[] seed, Func<IRpcChannel, Task<bool>> ask)
    {
        // What is not changed is read: otherwise the seed is wrong, and nothing is tried.
        Assert.True(await ask(new FixedChannel(seed)));
        var random = new Random(593);
        var (read, rejected) = (0, 0);
        for (var i = 0; i < Effort.Of("SEKIMORI_READINGS", 20_000); i++)
            try
            {
                await ask(new FixedChannel(Mutation.Of(seed, random)));
                read++;
            }
            catch (Exception failure) when (RpcTrouble.IsExpected(failure))
            {
                rejected++;
            }

        Assert.True(read > 100 && rejected > 100, $"{read} read, {rejected} rejected");
    }
}
