using System.Text.Json;
using Sekimori.Guard;
using Sekimori.Observations;
using static Sekimori.Server.Tests.Guarding.Reading.ReadingServer;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>However a request is written: what a policy denies is not done, and the audit log says what it was about.</summary>
public sealed class SpellingTests
{
    private const string NoProcesses =
        "version: 1\nrules:\n  - { name: no processes, class: Win32_Process, do: deny, status: 1314 }\n  - { name: rest, do: allow }\n",
        NoStart =
        "version: 1\nrules:\n  - { name: no start, class: Win32_Process, method: Create, do: deny }\n  - { name: rest, do: allow }\n",
        Anything = "version: 1\nrules:\n  - { name: rest, do: allow }\n",
        OneClass = "version: 1\ndefault: deny\nrules:\n  - { name: one class, class: Win32_OperatingSystem, do: allow }\n",
        RuleThatDenies = """
            title: Start of a process
            id: 5398b33b-ef7c-539a-84ed-c5291576e2b9
            name: process_start
            logsource: { product: sekimori, category: wsman }
            detection:
              selection: { type: request, class_name: Win32_Process, method: Create }
              condition: selection
            level: high
            action: deny
            """;

    public static TheoryData<string> Calls => [.. Spellings.Calls.Keys];

    public static TheoryData<string> Others => [.. Spellings.Others.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_call_is_denied_by_class(string spelling) => IsDeniedAsync(NoProcesses, "", Spellings.Calls[spelling], "no processes");

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_call_is_denied_by_class_and_method(string spelling) => IsDeniedAsync(NoStart, "", Spellings.Calls[spelling], "no start");

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_call_is_denied_by_a_rule_of_detection(string spelling) =>
        IsDeniedAsync(Anything, RuleThatDenies, Spellings.Calls[spelling], "detection: process_start");

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_call_is_denied_where_one_class_alone_is_allowed(string spelling) =>
        IsDeniedAsync(OneClass, "", Spellings.Calls[spelling], "default");

    [Theory]
    [MemberData(nameof(Others))]
    public Task Other_ways_are_denied_by_class(string spelling) =>
        IsDeniedAsync(NoProcesses, "", Spellings.Others[spelling], "no processes");

    [Theory]
    [MemberData(nameof(Others))]
    public Task Other_ways_are_denied_where_one_class_alone_is_allowed(string spelling) =>
        IsDeniedAsync(OneClass, "", Spellings.Others[spelling], "default");

    [Theory]
    [MemberData(nameof(Calls))]
    [MemberData(nameof(Others))]
    public async Task What_is_done_is_on_record(string spelling)
    {
        await using var server = new ReadingServer(Anything);
        var (done, answer) = await server.SendAsync(Spellings.Calls.GetValueOrDefault(spelling) ?? Spellings.Others[spelling]);
        var line = Assert.Single(await server.StopAsync());
        Assert.Equal("allow", line.Text("verdict") ?? "allow");
        Assert.Null(answer.Failure);
        if (line.Text("body_sum") is not null) Assert.True(done.Length == 0 && answer.Fault.Length > 0, answer.Text);
        foreach (var one in done) Assert.Contains(one.Split(' ', '.', RecordedObjects.Mark)[1], line.Classes());
        foreach (var call in done.Where(one => one.StartsWith("invoke Win32_Process.Create", StringComparison.Ordinal)))
        {
            Assert.Equal(("Create", "/bin/evil"), (line.Text("method"), line.Text("command_line")));
            Assert.Equal(call.Split(RecordedObjects.Mark)[1..], line.All("argument"));
        }
    }

    [Theory]
    [InlineData("plain", true)]
    [InlineData("the DMTF's prefix in both", true)]
    [InlineData("UTF-16", true)]
    [InlineData("foreign ResourceURI in front, in a header", true)] // an unknown header that need not be understood is nobody's business
    [InlineData("two Actions, the call last", false)]
    [InlineData("two resources", false)]
    [InlineData("a comment inside the resource", false)]
    [InlineData("foreign Action that must be understood", false)]
    [InlineData("an argument in a foreign namespace", false)]
    [InlineData("another document behind", false)]
    public async Task What_is_served_where_nobody_denies_it_is_what_a_specification_has(string spelling, bool isServed)
    {
        await using var server = new ReadingServer(Anything);
        var (done, answer) = await server.SendAsync(Spellings.Calls[spelling]);
        Assert.Equal(isServed, done.Length > 0);
        Assert.Equal(isServed, answer.Fault.Length == 0);
    }

    [Fact]
    public async Task An_account_that_is_allowed_one_class_opens_no_shell()
    {
        await using var server = new ReadingServer(OneClass);
        var allowed = await server.SendAsync(
            Envelope(Transfer + "Get", Cimv2 + "Win32_OperatingSystem", "",
            "<w:SelectorSet><w:Selector Name=\"Name\">Linux</w:Selector></w:SelectorSet>"));
        Assert.Equal(("", "get Win32_OperatingSystem"), (allowed.Answer.Fault, Assert.Single(allowed.Done)));
        foreach (var trick in (string[])[
            "", $"<x:ResourceURI>{Cimv2}Win32_OperatingSystem</x:ResourceURI>",
            $"<w:SelectorSet><w:Selector Name=\"ClassName\">Win32_OperatingSystem</w:Selector></w:SelectorSet>"])
        {
            var (done, answer) = await server.SendAsync(
                Envelope(Transfer + "Create", Shell, $"<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams></rsp:Shell>", trick));
            Assert.Empty(done);
            Assert.Equal("AccessDenied", answer.Fault);
        }
        foreach (var resource in (string[])[
            "http://schemas.microsoft.com/wbem/wsman/1/config", "http://schemas.microsoft.com/wbem/wsman/1/config/listener"])
            Assert.Equal("AccessDenied", (await server.SendAsync(Envelope(Transfer + "Get", resource))).Answer.Fault);
    }

    [Fact]
    public async Task A_pull_is_held_against_the_policy_of_its_time()
    {
        await using var server = new ReadingServer(Anything);
        var (_, opened) = await server.SendAsync(Envelope(Enumeration + "Enumerate", Cimv2 + "CIM_Process", "<n:Enumerate/>"));
        var context = opened.Find("EnumerationContext");
        var pull = Envelope(Enumeration + "Pull", Cimv2 + "CIM_Process",
            $"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext></n:Pull>");
        var (done, first) = await server.SendAsync(pull);
        Assert.Equal(("", "enumerate Win32_Process"), (first.Fault, Assert.Single(done)));
        server.Policy.Replace(new(Sekimori.Guard.Policy.PolicyReader.Read("policy.yaml", NoProcesses, InterfaceCatalogue.Names)));
        Assert.Equal(("AccessDenied", 1314u), ((await server.SendAsync(pull)).Answer.Fault, (await server.SendAsync(pull)).Answer.Number));
        foreach (var other in (string[])["Release", "Renew", "GetStatus"])
            Assert.Equal("AccessDenied", (await server.SendAsync(pull.Replace("Pull", other))).Answer.Fault);
        var lines = await server.StopAsync();
        Assert.All(lines[..2], line => Assert.Equal(["CIM_Process", "Win32_Process"], line.Classes().Order()));
        Assert.All(lines[2..], line =>
            Assert.Equal(("deny", "no processes", "Win32_Process"),
            (line.Text("verdict"), line.Text("policy_rule"), line.Text("denied_class"))));
    }

    [Fact]
    public async Task A_limit_counts_a_request_once_however_many_classes_it_leads_to()
    {
        await using var server = new ReadingServer(
            "version: 1\ndefault: deny\nrules:\n  - { name: slowly, class: \"*\", rate: 2/h, do: limit }\n");
        var request = Spellings.Others["enumerate everything's superclass"];
        foreach (var expected in (string[])["", "", "AccessDenied"]) Assert.Equal(expected, (await server.SendAsync(request)).Answer.Fault);
    }

    [Fact]
    public async Task At_a_time_is_counted_down_when_a_request_is_over()
    {
        await using var server = new ReadingServer(
            "version: 1\ndefault: deny\nrules:\n  - { name: alone, class: \"*\", concurrent: 1, do: limit }\n");
        for (var i = 0; i < 5; i++)
            Assert.Equal("", (await server.SendAsync(Spellings.Others["enumerate everything's superclass"])).Answer.Fault);
    }

    [Fact]
    public async Task What_is_required_is_on_record_before_it_is_done_with_its_class_and_method()
    {
        await using var server = new ReadingServer(
            "version: 1\naudit: yes\nrules:\n  - { name: for the record, class: Win32_Process, method: Create, audit: required, do: " +
            "audit }\n  - { name: rest, do: allow }\n");
        await server.SendAsync(Spellings.Calls["plain"]);
        var lines = await server.StopAsync();
        Assert.Equal(2, lines.Length);
        Assert.All(
            lines,
            line => Assert.Equal(("Win32_Process", "Create", "/bin/evil", "allow"),
            (line.Text("class_name"), line.Text("method"), line.Text("command_line"), line.Text("verdict"))));
        Assert.Null(lines[0].Text("status"));
        Assert.Equal("200", lines[1].Text("status"));
    }

    [Fact]
    public async Task A_policy_that_is_only_tried_out_says_what_it_would_have_denied()
    {
        await using var server = new ReadingServer(
            "version: 1\nmode: audit-only\nrules:\n  - { name: no processes, class: Win32_Process, do: deny }\n  - { name: rest, do: " +
            "allow }\n");
        var (done, _) = await server.SendAsync(Spellings.Others["enumerate the superclass"]);
        Assert.Equal("enumerate Win32_Process", Assert.Single(done));
        Assert.Equal(("would_deny", "no processes"),
            (Assert.Single(await server.StopAsync()) is var line ? (line.Text("verdict"), line.Text("policy_rule")) : default));
    }

    [Fact]
    public async Task A_listing_of_classes_leaves_out_what_is_denied_and_says_so()
    {
        await using var server = new ReadingServer(NoProcesses);
        var (_, answer) = await server.SendAsync(
            Envelope(Enumeration + "Enumerate", "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*",
            "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>99</w:MaxElements></n:Enumerate>",
            "<w:SelectorSet><w:Selector Name=\"__cimnamespace\">root/cimv2</w:Selector></w:SelectorSet>"));
        Assert.Contains("NAME=\"Win32_Service\"", answer.Text);
        Assert.DoesNotContain("NAME=\"Win32_Process\"", answer.Text);
        var line = Assert.Single(await server.StopAsync());
        Assert.Equal(("allow", "Win32_Process"), (line.Text("verdict"), line.Text("denied_class")));
    }

    private static async Task IsDeniedAsync(string policy, string rules, byte[] request, string rule)
    {
        await using var server = new ReadingServer(policy, rules);
        var (done, answer) = await server.SendAsync(request);
        Assert.DoesNotContain(done, one => one.Contains("Win32_Process", StringComparison.Ordinal)
            && !one.StartsWith("get Win32_ProcessStartup", StringComparison.Ordinal));
        Assert.NotEqual("", answer.Fault);
        Assert.Null(answer.Failure);
        var line = Assert.Single(await server.StopAsync());
        // What the reader refuses was not even asked about; it is recorded by its hash.
        if (answer.Fault != "AccessDenied")
            Assert.True(line.Text("body_sum") is { Length: 64 } || line.Text("verdict") == "allow", line.ToString());
        else
        {
            Assert.Equal(("deny", rule), (line.Text("verdict"), line.Text("policy_rule")));
            if (rule == "no processes") Assert.Equal(("Win32_Process", 1314u), (line.Text("denied_class"), answer.Number));
        }
    }
}
