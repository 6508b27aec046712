using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests;

/// <summary>
/// Whatever goes through nested input counts how deep it is: hostile input gives a named error and never ends the process.
/// </summary>
public class RecursionTests
{
    private static readonly Caller _administrator = new("a", Role.Administrator, "Local", ProtectionLevel.Privacy);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Queries =>
    [
        Repeat("(", 60_000),
        Repeat("NOT ", 15_000) + "Caption = 'x'",
        Repeat("(NOT ", 10_000) + "Caption = 'x'" + Repeat(")", 10_000),
        Repeat("(Caption = 'a' OR ", 3_000) + "Caption = 'x'" + Repeat(")", 3_000),
        Repeat("(Caption = 'a' AND ", 3_000) + "Caption = 'x'" + Repeat(")", 3_000),
        "Inner" + Repeat(".Inner", 4_000) + " IS NULL",
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_condition_nested_too_deeply_is_over_the_limit(string condition)
    {
        var manager = Manager(out _);
        var e = await Assert.ThrowsAnyAsync<CimException>(async () =>
            await manager.QueryAsync("root/t", "SELECT * FROM T_Nested WHERE " + condition, Asking(null), Token));
        Assert.Equal(CimStatus.QuotaViolation, e.Status);
    }

    [Fact]
    public async Task A_condition_just_within_the_limit_is_evaluated()
    {
        var (depth, manager) = (new CimLimits().MaxQueryDepth, Manager(out _));
        foreach (var condition in new[] { Repeat("(", depth - 1) + "Name = 'x'" + Repeat(")", depth - 1), "Inner.Name = 'x'" })
            Assert.Equal(
                1,
                await (await manager.QueryAsync(
                "root/t", "SELECT * FROM T_Nested WHERE " + condition, Asking(null), Token)).Instances.CountAsync(Token));
    }

    [Fact]
    public void Paths_within_paths_are_bounded_as_values_and_as_text()
    {
        var path = CimObjectPath.Of("T", "K", "x");
        var text = path.ToString();
        for (var depth = 1; depth <= 8; depth++)
        {
            path = CimObjectPath.Of("T", "K", path);
            text = $"T.K=\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
            Assert.Equal(text, path.ToString());
            Assert.Equal(path, CimObjectPath.Parse(text));
        }
        Assert.Equal(CimStatus.InvalidObjectPath, Assert.Throws<CimException>(() => CimObjectPath.Of("T", "K", path)).Status);
        // As text, until it is longer than any path may be.
        while (text.Length <= 32_768)
            text = $"T.K=\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        Assert.False(CimObjectPath.TryParse(text, out _));
        Assert.False(CimObjectPath.TryParse("T." + string.Join(",", Enumerable.Range(0, 3_000).Select(i => $"K{i}=1")), out _));
        Assert.False(CimObjectPath.TryParse(Repeat("T.K='", 6_000), out _));
        Assert.False(CimObjectPath.TryParse(Repeat("T.K=\"T.K='", 3_000), out _));
    }

    [Fact]
    public async Task An_instance_that_holds_itself_is_over_the_limit()
    {
        var manager = Manager(out var provider);
        Assert.Equal(CimStatus.QuotaViolation, (await Assert.ThrowsAsync<CimException>(async () =>
            await (await manager.EnumerateAsync("root/t", "T_Nested", Asking(new Nobody()), Token)).CountAsync(Token))).Status);
        Assert.Equal(CimStatus.QuotaViolation, (await Assert.ThrowsAsync<CimException>(async () =>
            await manager.PutAsync("root/t", CimObjectPath.Of("T_Nested", "Name", "x"), [new("Inner", provider.Another())], Asking(null),
            Token))).Status);
    }

    [Fact]
    public void A_long_line_of_superclasses_is_walked_and_printed()
    {
        var c = new CimClass("C0", null,
            [new CimProperty { Name = "Name", Type = CimType.String, Origin = "C0", Index = 0, IsKey = true }]);
        for (var i = 1; i < 3_000; i++)
            c = new CimClass($"C{i}", c, []);
        var space = new CimNamespace("root/t", [], [c]);
        Assert.Equal(3_000, space.Family(space.GetClass("C0")).Count());
        Assert.Equal("class C2999 : C2998\n{\n};\n", MofPrinter.Print(c));
        var nested = new CimClass("Q", null, [], null,
             [new("Values", CimArray.Of(CimType.String, Enumerable.Range(0, 10_000).ToList(), i => $"\"{i}\\")!)]);
        Assert.StartsWith("[Values {\"\\\"0\\\\\", ", MofPrinter.Print(nested), StringComparison.Ordinal);
    }

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    private static CimCaller Asking(ICimGuard? guard) => new(_administrator, guard);

    private static ObjectManager Manager(out Nested provider) => new ObjectManagerBuilder().Add("root/t", provider = new Nested()).Build();

    private sealed class Nobody : ICimGuard
    {
        public ValueTask AuthorizeAsync(CimAccess access, CancellationToken cancellationToken) => default;
    }

    /// <summary>One instance, which is the value of its own property.</summary>
    private sealed class Nested : ICimProvider
    {
        public CimClass Class { get; } = new("T_Nested", null,
        [
            new CimProperty { Name = "Name", Type = CimType.String, Origin = "T_Nested", Index = 0, IsKey = true },
            new CimProperty { Name = "Caption", Type = CimType.String, Origin = "T_Nested", Index = 1 },
            new CimProperty { Name = "Inner", Type = CimType.Object, ReferenceClass = "T_Nested", Origin = "T_Nested", Index = 2 },
        ]);

        public bool MayBlock => false;

        public CimInstance Another()
        {
            var instance = new CimInstance(Class);
            instance.Set("Name", "x");
            instance.Set("Inner", instance);
            return instance;
        }

        public IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request) => new[] { Another() }.ToAsyncEnumerable();

        public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => new(Another());

        public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) => throw new NotSupportedException();
    }
}
