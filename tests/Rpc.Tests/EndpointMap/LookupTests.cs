using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;

namespace Sekimori.EndpointMap.Tests;

public class LookupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_fits_one_reply_ends_with_status_0_and_a_null_handle()
    {
        var answer = await Client(Maps.Of(10)).EptLookupAsync(0, null, null, 0, ContextHandle.Null, 10, Token);
        Assert.Equal((10u, EptStatus.Ok, true), (answer.EntryCount, answer.Status, answer.EntryHandle.IsNull));
    }

    [Theory]
    [InlineData(NdrSyntax.Ndr20)]
    [InlineData(NdrSyntax.Ndr64)]
    public async Task The_last_batch_of_a_continued_lookup_ends_with_not_registered_and_a_null_handle(NdrSyntax syntax)
    {
        var channel = new LoopbackChannel(new EndpointMapperService(Maps.Of(25)), syntax);
        var client = new EndpointMapperClient(channel);
        var first = await client.EptLookupAsync(0, null, null, 0, ContextHandle.Null, 10, Token);
        var second = await client.EptLookupAsync(0, null, null, 0, first.EntryHandle, 10, Token);
        var third = await client.EptLookupAsync(0, null, null, 0, second.EntryHandle, 10, Token);
        Assert.Equal([(10u, EptStatus.Ok, false), (10u, EptStatus.Ok, false), (5u, EptStatus.NotRegistered, true)],
            new[] { first, second, third }.Select(answer => (answer.EntryCount, answer.Status, answer.EntryHandle.IsNull)));
        Assert.Equal(25, first.Entries.Concat(second.Entries).Concat(third.Entries)
            .Select(entry => Convert.ToHexString(entry.Tower!.Octets.Span)).Distinct().Count());
        Assert.Equal(0, channel.Group.HandleCount);
    }

    [Fact]
    public async Task A_full_last_batch_is_followed_by_an_empty_one()
    {
        var channel = new LoopbackChannel(new EndpointMapperService(Maps.Of(20)));
        var client = new EndpointMapperClient(channel);
        var first = await client.EptLookupAsync(0, null, null, 0, ContextHandle.Null, 10, Token);
        var second = await client.EptLookupAsync(0, null, null, 0, first.EntryHandle, 10, Token);
        var third = await client.EptLookupAsync(0, null, null, 0, second.EntryHandle, 10, Token);
        Assert.Equal([(10u, EptStatus.Ok, false), (10u, EptStatus.Ok, false), (0u, EptStatus.NotRegistered, true)],
            new[] { first, second, third }.Select(answer => (answer.EntryCount, answer.Status, answer.EntryHandle.IsNull)));
        Assert.Equal(0, channel.Group.HandleCount);
    }

    [Fact]
    public async Task A_lookup_can_be_ended_early_and_its_handle_is_gone_then()
    {
        var client = Client(Maps.Of(25));
        var first = await client.EptLookupAsync(0, null, null, 0, ContextHandle.Null, 2, Token);
        var freed = await client.EptLookupHandleFreeAsync(first.EntryHandle, Token);
        Assert.Equal((0u, true), (freed.Status, freed.EntryHandle.IsNull));
        await Fault(RpcStatus.ContextMismatch, () => client.EptLookupAsync(0, null, null, 0, first.EntryHandle, 2, Token));
    }

    [Fact]
    public async Task A_handle_belongs_to_its_association_group()
    {
        var channel = new LoopbackChannel(new EndpointMapperService(Maps.Of(25)));
        var client = new EndpointMapperClient(channel);
        var first = await client.EptLookupAsync(0, null, null, 0, ContextHandle.Null, 2, Token);
        channel.Group = new AssociationGroup(2);
        await Fault(RpcStatus.ContextMismatch, () => client.EptLookupAsync(0, null, null, 0, first.EntryHandle, 2, Token));
    }

    [Fact]
    public async Task Open_lookups_are_limited_and_ending_one_makes_room()
    {
        var client = Client(Maps.Of(25));
        var open = new Stack<ContextHandle>();
        while ((await client.EptLookupAsync(0, null, null, 0, ContextHandle.Null, 2, Token)) is { Status: EptStatus.Ok } answer)
            open.Push(answer.EntryHandle);
        Assert.Equal(64, open.Count);
        await client.EptLookupHandleFreeAsync(open.Pop(), Token);
        Assert.Equal(EptStatus.Ok, (await client.EptLookupAsync(0, null, null, 0, ContextHandle.Null, 2, Token)).Status);
    }

    [Fact]
    public async Task A_continued_lookup_sees_the_map_as_it_was()
    {
        var map = Maps.Of(4);
        var client = Client(map);
        var first = await client.EptLookupAsync(0, null, null, 0, ContextHandle.Null, 2, Token);
        map.Unregister(map.Entries);
        Assert.Equal(2u, (await client.EptLookupAsync(0, null, null, 0, first.EntryHandle, 5, Token)).EntryCount);
    }

    [Theory]
    [InlineData(VersionOption.All, "1.0 1.5 1.7 2.0")]
    [InlineData(VersionOption.Compatible, "1.5 1.7")]
    [InlineData(VersionOption.Exact, "1.5")]
    [InlineData(VersionOption.MajorOnly, "1.0 1.5 1.7")]
    [InlineData(VersionOption.UpTo, "1.0 1.5")]
    internal async Task Versions_are_compared_as_asked_for(VersionOption option, string expected)
    {
        SyntaxId[] versions = [Maps.Samr with { Minor = 0 }, Maps.Samr with { Minor = 5 }, Maps.Samr with { Minor = 7 },
            Maps.Samr with { Major = 2 }, Maps.Netlogon];
        var answer = await Client(Maps.Of([.. versions.Select(version => Maps.Own(version, 50000))]))
            .EptLookupAsync(1, null, new RpcIfId(Maps.Samr.Uuid, 1, 5), (uint)option, ContextHandle.Null, 50, Token);
        Assert.Equal(expected, string.Join(' ', answer.Entries.Select(Version)));

        static string Version(EptEntry entry)
        {
            Assert.True(Rpc.Towers.TowerBinding.TryRead(entry.Tower!, out var binding));
            return $"{binding.Interface.Major}.{binding.Interface.Minor}";
        }
    }

    [Theory]
    [InlineData(2u, 1)]
    [InlineData(3u, 1)]
    [InlineData(1u, 2)]
    public async Task Objects_are_compared_as_asked_for(uint inquiryType, int expected)
    {
        var one = Guid.NewGuid();
        var map = Maps.Of(Maps.Own(Maps.Samr, 50000), new EndpointEntry(one, Maps.Tcp(Maps.Samr, 50001), "", isOwn: true));
        var answer = await Client(map)
            .EptLookupAsync(inquiryType, one, new RpcIfId(Maps.Samr.Uuid, 1, 0), 1, ContextHandle.Null, 50, Token);
        Assert.Equal(expected, answer.Entries.Length);
    }

    [Theory]
    [InlineData(4u, 1u, EptStatus.InvalidInquiryType)]
    [InlineData(1u, 0u, EptStatus.InvalidVersionOption)]
    [InlineData(1u, 6u, EptStatus.InvalidVersionOption)]
    public async Task What_is_not_defined_is_refused(uint inquiryType, uint versionOption, uint expected) =>
        Assert.Equal(
        expected,
        (await Client(Maps.Of(3)).EptLookupAsync(
        inquiryType, null, new RpcIfId(Maps.Samr.Uuid, 1, 0), versionOption, ContextHandle.Null, 5, Token)).Status);

    [Fact]
    public async Task More_than_500_are_refused_as_bad_stub_data() =>
        await Fault(RpcStatus.BadStubData, () => Client(Maps.Of(3)).EptLookupAsync(0, null, null, 0, ContextHandle.Null, 501, Token));

    [Fact]
    public async Task The_arguments_that_samba_writes_are_read()
    {
        // samba.ndr.ndr_pack_in(epmapper.epm_Lookup) of Samba 4.17.12, NDR20, big-endian and NDR64: all of version 1.x of SAMR for any
        // object.
        var channel = new LoopbackChannel(new EndpointMapperService(Maps.Of(2)));
        const string little =
            "0000000001000000785734123412cdabef000123456789ac02000000785734123412cdabef000123456789ab01000200010000000000000000000000000" +
            "0000000000000000000000a000000";
        const string big =
            "0000000000000001123457781234abcdef000123456789ac00000002123457781234abcdef000123456789ab00010002000000010000000000000000000" +
            "0000000000000000000000000000a";
        const string ndr64 =
            "00000000000000000100000000000000785734123412cdabef000123456789ac0200000000000000785734123412cdabef000123456789ab01000200010" +
            "0000000000000000000000000000000000000000000000a000000";
        Assert.Equal("02000000", (await channel.InvokeAsync(2, little))[40..48]);
        Assert.Equal("02000000", (await channel.InvokeAsync(2, big, bigEndian: true))[40..48]);
        Assert.Equal("02000000", (await channel.InvokeAsync(2, ndr64, NdrSyntax.Ndr64))[40..48]);
        var client = new EndpointMapperClient(channel);
        await client.EptLookupAsync(0, Maps.Samr.Uuid, new RpcIfId(new("12345778-1234-abcd-ef00-0123456789ab"), 1, 2), 1,
            ContextHandle.Null, 10, Token);
        Assert.Equal(little, Convert.ToHexStringLower(channel.Request));
    }

    private static EndpointMapperClient Client(Rpc.EndpointMap.EndpointMap map) => new(new LoopbackChannel(new EndpointMapperService(map)));

    private static async Task Fault(uint status, Func<ValueTask<EptLookupResult>> call) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<RpcFaultException>(async () => await call())).Status);
}
