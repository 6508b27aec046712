using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Guard.Tests.Observations;

/// <summary>The one catalogue of interfaces: every name that a command, a policy or a sensor ever used finds it.</summary>
public class InterfaceCatalogueTests
{
    [Theory]
    [InlineData("spoolss", "12345678-1234-abcd-ef00-0123456789ab")]
    [InlineData("winspool", "12345678-1234-abcd-ef00-0123456789ab")]
    [InlineData("WINSPOOL", "12345678-1234-abcd-ef00-0123456789ab")]
    [InlineData("fax", "ea0a3165-4834-11d2-a6f8-00c04fa346cc")]
    [InlineData("faxobs", "ea0a3165-4834-11d2-a6f8-00c04fa346cc")]
    [InlineData("mgmt", "afa8bd80-7d8a-11c9-bef4-08002b102989")]
    [InlineData("rpcecho", "60a15ec5-4de8-11d7-a637-005056a20182")]
    [InlineData("pnp", "8d9f4e40-a03d-11ce-8f69-08003e30051b")]
    [InlineData("clusapi", "b97db8b2-4c63-11cf-bff6-08002be23f2f")]
    [InlineData("ISystemActivator", "000001a0-0000-0000-c000-000000000046")]
    [InlineData("efsr", "c681d488-d850-11d0-8c52-00c04fd90f7e", "df1941c5-fe89-4e79-bf10-463657acf44d")]
    public void A_name_finds_its_interfaces(string name, params string[] uuids)
    {
        Assert.Equal(uuids, InterfaceCatalogue.Find(name).Select(one => one.UuidText).Order());
        var rule =
            Assert.Single(
            PolicyReader.Read("policy.yaml", $"version: 1\nrules: [{{ interface: {name}, do: deny }}]\n", InterfaceCatalogue.Names).Rules);
        Assert.Equal(uuids, rule.Interfaces.Select(uuid => uuid.ToString()).Order());
    }

    [Fact]
    public void A_line_has_everything()
    {
        var samr = Assert.Single(InterfaceCatalogue.Find("samr"));
        Assert.Equal(("MS-SAMR", 1, 0), (samr.Document, samr.Major, samr.Minor));
        Assert.StartsWith("Security Account Manager", samr.Title);
        Assert.Equal("SamrConnect5", samr.Operation(64));
        var netlogon = Assert.Single(InterfaceCatalogue.Find("netlogon"));
        Assert.Equal(26, netlogon.Opnum("NetrServerAuthenticate3"));
    }

    [Fact]
    public void No_interface_stands_twice_and_only_efsrpc_has_two()
    {
        Assert.Equal(InterfaceCatalogue.Known.Count, InterfaceCatalogue.Known.Select(one => one.Uuid).Distinct().Count());
        var several = InterfaceCatalogue.Known.SelectMany(one => one.Aliases.Prepend(one.Name))
            .GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1);
        Assert.Equal(["efsr", "efsrpc"], several.Select(group => group.Key).Order());
        Assert.True(InterfaceCatalogue.Known.Count > 400);
    }

    [Fact]
    public void The_file_is_sorted_by_name_so_that_a_change_is_one_line_in_a_review()
    {
        var names = InterfaceCatalogue.Known.Select(one => one.Name.ToLowerInvariant()).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }
}
