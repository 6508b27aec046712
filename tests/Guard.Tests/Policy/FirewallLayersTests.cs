using System.Globalization;
using System.Net;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.TestKit;

namespace Sekimori.Guard.Tests.Policy;

/// <summary>
/// RPC firewall's two layers against the policy that is made of them: whatever either blocks is blocked, and nothing else.
/// </summary>
public class FirewallLayersTests
{
    private static readonly Guid[] Interfaces =
        [.. InterfaceCatalogue.Known.OrderBy(known => known.UuidText, StringComparer.Ordinal).Take(4).Select(known => known.Uuid)];
    private static readonly string[] Networks =
        ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "10.2.0.0/15", "fd00::/8", "0.0.0.0/0", "10.1.2.9/24"];
    private static readonly string[] Protocols = ["ncacn_ip_tcp", "ncacn_np", "ncalrpc", "remote"];
    private static readonly string[] Groups = ["S-1-5-21-1-2-3-512", "S-1-5-21-1-2-3-1104", "BA"];

    [Fact]
    public void Random_configurations_of_both_layers_decide_as_the_two_layers_do()
    {
        var random = new Random(20261128);
        int imported = 0, refused = 0, denied = 0, allowed = 0;
        var rounds = Effort.Of("SEKIMORI_RANDOM_CALLS", 180_000) / 60;
        for (var round = 0; round < rounds; round++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 14)).Select(_ => Line.Any(random, hasGroups: round % 3 == 0)).ToList();
            var text = string.Join('\n', lines.Select(line => line.Text(random)));
            string policy;
            try
            {
                policy = FirewallImport.ToPolicy("RpcFw.conf", text, InterfaceCatalogue.Names);
            }
            catch (PolicyException wrong)
            {
                // Only two groups concurrently cannot be said.
                Assert.Contains("two groups", wrong.Message);
                Assert.True(lines.Where(line => line.Group is not null).Select(line => line.Group).Distinct().Count() > 1, text);
                refused++;
                continue;
            }
            imported++;
            var compiled = new CompiledPolicy(PolicyReader.Read("imported", policy, InterfaceCatalogue.Names));
            for (var call = 0; call < 60; call++)
            {
                var facts = Facts(random);
                var wanted = Passes(lines, facts, true) && Passes(lines, facts, false);
                Assert.True(wanted == compiled.Evaluate(facts).IsAllowed,
                    $"{facts.Address} {facts.Transport} {facts.Interface} {facts.Opnum} {string.Join(' ', facts.Groups!)}: wanted " +
                    $"{wanted}\n{text}\n{policy}");
                if (wanted) allowed++;
                else denied++;
            }
        }
        Assert.True(imported > rounds * 2 / 3 && refused >= rounds / 300 && denied > rounds * 10 / 3 && allowed > rounds * 10 / 3,
            $"{imported} imported, {refused} refused, {denied} denied, {allowed} allowed");
    }

    [Theory]
    [InlineData("flt:uuid:drsuapi action:allow\nfw:uuid:drsuapi opnum:3 action:block\n", 3, false)]
    [InlineData("fw:uuid:drsuapi opnum:3 action:allow\nflt:uuid:drsuapi action:block\n", 3, false)]
    [InlineData("fw:uuid:drsuapi opnum:3 action:allow\nfw:uuid:drsuapi action:block\nflt:action:allow\n", 3, true)]
    [InlineData("fw:uuid:drsuapi opnum:3 action:allow\nfw:uuid:drsuapi action:block\nflt:action:allow\n", 4, false)]
    [InlineData("flt:fw:action:block uuid:drsuapi\n", 3, false)]
    [InlineData("flt:sid:WD uuid:drsuapi action:block\n", 3, false)]
    public void What_either_layer_blocks_is_blocked(string text, int opnum, bool isAllowed)
    {
        var policy = new CompiledPolicy(
            PolicyReader.Read("imported", FirewallImport.ToPolicy("RpcFw.conf", text, InterfaceCatalogue.Names), InterfaceCatalogue.Names));
        Assert.Equal(isAllowed, policy.Evaluate(new()
        {
            Point = PolicyPoint.Call, Address = IPAddress.Parse("192.0.2.9"), Transport = Transport.Tcp,
            Interface = new("e3514235-4b06-11d1-ab04-00c04fc2dcd2"), Opnum = opnum, Groups = [],
        }).IsAllowed);
    }

    [Theory]
    [InlineData("\nflt:uuid:drsuapi opnum:3 action:block\n", 2, "has no opnum")]
    [InlineData("fw:sid:DA action:allow\n", 1, "a different SID in each domain")]
    [InlineData("fw:sid:AU action:block\n", 1, "would block nobody")]
    [InlineData("fw:sid:* action:block\n", 1, "neither a SID")]
    [InlineData("fw:uuid:drsuapi addr:<dc> action:block\n", 1, "must be replaced")]
    [InlineData("fw:action:block action:allow\n", 1, "is repeated")]
    [InlineData("note fw:action:block\n", 1, "starts with it")]
    [InlineData("fw:opnum:3 action:block\n", 1, "needs its uuid")]
    [InlineData("flt:sid:S-1-5-21-1-2-3-4 action:allow\nfw:sid:S-1-5-21-1-2-3-5 action:allow\nfw:action:block\nflt:action:block\n", 2,
        "two groups")]
    public void What_cannot_be_said_is_refused_with_its_line(string text, int line, string message)
    {
        var wrong = Assert.Throws<PolicyException>(() => FirewallImport.ToPolicy("RpcFw.conf", text, InterfaceCatalogue.Names));
        Assert.Equal(line, wrong.Line);
        Assert.Contains(message, wrong.Message);
    }

    [Fact]
    public void Headings_placeholders_and_lines_that_never_match_are_named()
    {
        const string Text = """
            Blocked to everybody: services, tasks
            -------------------------------------
            fw:action:block uuid:svcctl
            fw:action:allow uuid:svcctl
            Only from domain controllers: <edit the addresses!>
            fw:uuid:drsuapi addr:<dc_addr1> action:allow
            uuid:samr action:allow
            uuid:lsarpc action:block
            """;
        var policy = PolicyReader.Read(
            "imported", FirewallImport.ToPolicy("RpcFw.conf", Text, InterfaceCatalogue.Names, out var notes), InterfaceCatalogue.Names);
        Assert.Equal(["line 3", "line 8"], policy.Rules.Select(rule => rule.Name));
        Assert.Equal([1, 2, 4, 5, 6, 7, 8], notes.Select(note => note.Line));
    }

    /// <summary>The first match of one layer, read as plainly as it can be; what nothing names passes.</summary>
    private static bool Passes(List<Line> lines, PolicyFacts facts, bool isFilter) =>
        lines.Find(line => line.IsFilter == isFilter && line.Takes(facts))?.Allows ?? true;

    private static PolicyFacts Facts(Random random) => new()
    {
        Point = PolicyPoint.Call, Transport = (Transport)random.Next(6), Interface = Interfaces[random.Next(4)], Opnum = random.Next(3),
        Address = IPAddress.Parse(random.Next(6) switch
        {
            0 => "fd00::7",
            1 => "192.0.2.1",
            2 => "10.1.2.3",
            3 => "10.1.2.9",
            4 => "10.2.7.7",
            _ => "10.200.0.1",
        }),
        Groups = [.. Groups.Where(_ => random.Next(2) == 0).Select(group => group == "BA" ? "S-1-5-32-544" : group)],
    };

    private sealed record Line(bool IsFilter, bool Allows, Guid? Interface, int? Opnum, string? Network, string? Protocol, string? Group)
    {
        public static Line Any(Random random, bool hasGroups)
        {
            var isFilter = random.Next(2) == 0;
            Guid? uuid = random.Next(4) > 0 ? Interfaces[random.Next(4)] : null;
            return new(isFilter, random.Next(2) == 0, uuid, !isFilter && uuid is not null && random.Next(2) == 0 ? random.Next(3) : null,
                random.Next(3) == 0 ? Networks[random.Next(Networks.Length)] : null,
                random.Next(4) == 0 ? Protocols[random.Next(4)] : null, hasGroups && random.Next(4) == 0 ? Groups[random.Next(3)] : null);
        }

        public string Text(Random random)
        {
            var words = new List<string> { $"action:{(Allows ? "allow" : "block")}", $"audit:{(random.Next(2) == 0 ? "true" : "false")}" };
            if (Interface is { } uuid) words.Add($"uuid:{uuid}");
            if (Opnum is { } opnum) words.Add(string.Create(CultureInfo.InvariantCulture, $"opnum:{opnum}"));
            if (Network is not null) words.Add($"addr:{Network}");
            if (Protocol is not null) words.Add($"prot:{Protocol}");
            if (Group is not null) words.Add($"sid:{Group}");
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(words));
            return (IsFilter ? "flt:" : "fw:") + string.Join(' ', words);
        }

        public bool Takes(PolicyFacts call) =>
            (Interface is null || Interface == call.Interface) && (Opnum is null || Opnum == call.Opnum)
            && (Group is null || call.Groups!.Contains(Group == "BA" ? "S-1-5-32-544" : Group))
            && (Network is null || IsIn(call.Address!))
            && Protocol switch
            {
                null => true,
                "ncacn_ip_tcp" => call.Transport == Transport.Tcp,
                "ncacn_np" => call.Transport == Transport.NamedPipe,
                "ncalrpc" => call.Transport == Transport.Local,
                _ => call.Transport != Transport.Local,
            };

        private bool IsIn(IPAddress address)
        {
            var parts = Network!.Split('/');
            byte[] net = IPAddress.Parse(parts[0]).GetAddressBytes(), own = address.GetAddressBytes();
            if (net.Length != own.Length) return false;
            var bits = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : net.Length * 8;
            return Enumerable.Range(0, bits).All(bit => ((net[bit / 8] ^ own[bit / 8]) >> (7 - bit % 8) & 1) == 0);
        }
    }
}
