using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests.Wql;

/// <summary>A query that costs too much ends with a named status, and one whose client has left ends where it is.</summary>
public class BudgetTests
{
    private static readonly CimCaller _reader = new(new Caller("r", Role.Reader, "Local", ProtectionLevel.Privacy), null);

    private static readonly string _long = new('a', 32_768);

    public static TheoryData<string> Costly =>
    [
        "SELECT * FROM Test_Greeting WHERE "
            + string.Join(" AND ", Enumerable.Repeat("NOT Caption LIKE '%" + new string('a', 900) + "b%'", 60)),
        "SELECT * FROM Test_Greeting WHERE " + string.Join(" OR ", Enumerable.Range(0, 4_000).Select(i => $"Age={i + 10}")),
        "SELECT * FROM Test_Greeting WHERE " + string.Concat(Enumerable.Repeat("NOT (", 60)) + "__PATH = 'x'"
            + string.Concat(Enumerable.Repeat(" OR __PATH = 'y')", 60)),
        "SELECT * FROM Test_Greeting WHERE " + string.Join(" OR ", Enumerable.Repeat($"Caption = '{_long[..20_000]}'", 3)),
    ];

    [Theory]
    [MemberData(nameof(Costly))]
    public async Task A_query_over_its_budget_is_a_quota_violation(string query)
    {
        var limits = new CimLimits { MaxEvaluationSteps = 1_000_000 };
        var made = 0;
        var manager = Make(limits, _ =>
            Enumerable.Range(0, int.MaxValue).Select(i => new Greeting { Name = $"{made = i}", Caption = _long, Age = 1 }));
        var e = await Assert.ThrowsAsync<CimException>(async () =>
            await (await manager.QueryAsync("root/t", query, _reader, CancellationToken.None)).Instances.CountAsync());
        Assert.Equal(CimStatus.QuotaViolation, e.Status);
        Assert.InRange(made, 0, 1_000_000);
    }

    [Theory]
    [MemberData(nameof(Costly))]
    public async Task A_client_that_leaves_ends_the_evaluation(string query)
    {
        using var left = new CancellationTokenSource();
        var manager = Make(new CimLimits(), _ => Leaving(left));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await (await manager.QueryAsync("root/t", query, _reader, left.Token)).Instances.CountAsync());
    }

    [Fact]
    public async Task The_associations_of_an_object_are_within_the_budget()
    {
        var process = CimObjectPath.Of("T_Process", "Handle", "1");
        var manager = Access.AskedObjects.Make([], false, new CimLimits { MaxEvaluationSteps = 100 });
        var e = await Assert.ThrowsAsync<CimException>(async () =>
            await (await manager.QueryAsync(
            Access.AskedObjects.Space, $"REFERENCES OF {{{process}}}", _reader, CancellationToken.None)).Instances.CountAsync());
        Assert.Equal(CimStatus.QuotaViolation, e.Status);
    }

    // The client has left before the first instance comes; an evaluation that did not look would continue for ever.
    private static IEnumerable<Greeting> Leaving(CancellationTokenSource left)
    {
        left.Cancel();
        for (var i = 0; ; i++)
            yield return new Greeting { Name = $"{i}", Caption = _long, Age = 1 };
    }

    private static ObjectManager Make(CimLimits limits, Func<ProviderRequest, IEnumerable<Greeting>> source) =>
        new ObjectManagerBuilder
        {
            Limits = limits
        }.Add("root/t", new GreetingProvider { Source = source, Blocks = false }).Add("root/t", TestOptions.Definition).Build();
}
