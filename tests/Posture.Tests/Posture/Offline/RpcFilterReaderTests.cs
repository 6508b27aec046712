using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;
using Sekimori.TestKit;
using Sekimori.Wire;

namespace Sekimori.Posture.Tests.Posture.Offline;

public sealed class RpcFilterReaderTests
{
    private const string Head = "\r\nListing all RPC Filters.\r\n", Rule = "---------------------------------\r\n";

    [Fact]
    public void A_filter_has_its_interface_and_its_action()
    {
        var text = Head + Filter("block", "367abb81 35f19844 f09832ad 03100038")
            + Filter("permit", "c681d488 11d0d850 c000528c 7e8fd94f", others: ["protocol", "auth_level"]);
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.Equal(OfflineFormat.RpcFilters, OfflineFile.Recognise(bytes));
        var facts = OfflineFile.Read(OfflineFormat.RpcFilters, bytes, "filters.txt");
        Assert.Equal(["367abb81-9844-35f1-ad32-98f038001003 block",
            "c681d488-d850-11d0-8c52-00c04fd98f7e permit where protocol, auth_level"],
            facts.Select(fact => $"{fact.Subject} {fact.Value}"));
    }

    [Fact]
    public void A_host_without_filters_has_the_finding_for_every_interface_that_forces_logons()
    {
        var findings = Findings(Head + Rule);
        Assert.True(findings.Count >= 5);
        Assert.All(findings, one => Assert.Equal(Outcome.Fail, one.Outcome));
        // spoolss, efsr and efsr over another UUID, netdfs, fsrvp, eventlog: each with a block.
        var all = string.Concat(((string[])["12345678-1234-abcd-ef00-0123456789ab", "c681d488-d850-11d0-8c52-00c04fd90f7e",
            "df1941c5-fe89-4e79-bf10-463657acf44d", "4fc742e0-4a10-11cf-8273-00aa004ae673", "a8e0653c-2744-4389-a61d-7373df8b2292",
            "82273fdc-e32a-18c3-3f78-827929dc23ea"]).Select(uuid => Filter("block", Words(uuid))));
        Assert.All(Findings(Head + all), one => Assert.Equal(Outcome.Pass, one.Outcome));
    }

    [Fact]
    public void A_permission_alone_is_no_block() => Assert.Contains(
        Findings(Head + Filter("permit", Words("c681d488-d850-11d0-8c52-00c04fd90f7e"))),
        one => one.Subject.StartsWith("efsr c681", StringComparison.Ordinal) && one.Outcome == Outcome.Fail);

    // As Windows Server 2025 lists what New-RpcFilter made: a description, an audit flag, the condition on the interface last.
    [Theory]
    [InlineData("protocol")]
    [InlineData("opnum")]
    [InlineData("auth_type")]
    public void A_block_with_another_condition_leaves_the_interface_open(string condition)
    {
        var text = Head + Filter("block", Words("12345678-1234-abcd-ef00-0123456789ab"), others: [condition])
            .Replace("layerKey", "displayData.description: Block print spooler\r\nlayerKey", StringComparison.Ordinal)
            .Replace("numFilter", "Audit: Enable\r\nnumFilter", StringComparison.Ordinal);
        var finding = Assert.Single(Findings(text), one => one.Subject.Contains("12345678", StringComparison.Ordinal));
        Assert.Equal(Outcome.Fail, finding.Outcome);
        Assert.Equal($"block where {condition}", Assert.Single(finding.Evidence).Value);
    }

    [Fact]
    public void A_block_at_the_mapper_leaves_the_interface_open()
    {
        var text = Head + Filter("block", Words("12345678-1234-abcd-ef00-0123456789ab"));
        Assert.Contains(Findings(text), one => one.Outcome == Outcome.Pass);
        Assert.DoesNotContain(
            Findings(text.Replace("layerKey: um", "layerKey: epmap", StringComparison.Ordinal)), one => one.Outcome == Outcome.Pass);
    }

    [Fact]
    public void Any_text_ends_in_facts_or_a_named_fact()
    {
        var seed = System.Text.Encoding.UTF8.GetBytes(
            Head + Filter("block", "367abb81 35f19844 f09832ad 03100038", "protocol", "opnum", "pipe"));
        var random = new Random(18);
        for (var i = 0; i < Effort.Of("SEKIMORI_READINGS", 500); i++)
        {
            try
            {
                Assert.NotEmpty(RpcFilterReader.Read(System.Text.Encoding.UTF8.GetString(Mutation.Of(seed, random)), ""));
            }
            catch (MalformedException)
            {
            }
        }

        Assert.Throws<MalformedException>(() =>
            RpcFilterReader.Read(string.Concat(Enumerable.Repeat(Filter("block", "367abb81 35f19844 f09832ad 03100038"), 2100)), ""));
    }

    private static List<Finding> Findings(string text)
    {
        var facts = new HostFacts("h");
        facts.Add(RpcFilterReader.Read(text, ""));
        return [.. Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch)).Where(one => one.Check.Id == "R18")];
    }

    private static string Words(string uuid)
    {
        var bytes = Guid.Parse(uuid).ToByteArray();
        return string.Join(' ', Enumerable.Range(0, 4).Select(i => BitConverter.ToUInt32(bytes, i * 4).ToString("x8")));
    }

    private static string Filter(string action, string uuid, params string[] others) => Rule +
        $"filterKey: 5e1f2c3b-0000-0000-0000-000000000000\r\ndisplayData.name: RPCFilter\r\nfilterId: 0x12794\r\nlayerKey: um\r\n"
        + $"weight: Type: FWP_EMPTY Value: Empty\r\naction.type: {action}\r\nnumFilterConditions: {others.Length + 1}\r\n\r\n"
        + string.Concat(others.Select(name => $"filterCondition[0]\r\n\tfieldKey: {name}\r\n\tmatchType: FWP_MATCH_EQUAL\r\n"
            + "\tconditionValue: Type: FWP_UINT8 Value: 2\r\n\r\n"))
        + $"filterCondition[{others.Length}]\r\n\tfieldKey: if_uuid\r\n\tmatchType: FWP_MATCH_EQUAL\r\n"
        + $"\tconditionValue: Type: FWP_BYTE_ARRAY16_TYPE Value: {uuid}\r\n\r\n";
}
