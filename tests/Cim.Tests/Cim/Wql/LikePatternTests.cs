using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Cim.Wql;

namespace Sekimori.Cim.Tests.Wql;

public class LikePatternTests
{
    /// <summary>
    /// Patterns that a matcher with a point to go back to pays for with the product of both lengths, and a text for each.
    /// </summary>
    public static TheoryData<string, string> Hostile => new()
    {
        { "%" + new string('a', 1000) + "b%", "a" },
        { "%" + new string('a', 1022) + "b", "a" },
        { string.Concat(Enumerable.Repeat("%a", 500)) + "b", "a" },
        { string.Concat(Enumerable.Repeat("%ab", 340)) + "%c", "ab" },
        { "%" + new string('_', 1000) + "b%", "a" },
        { "%" + string.Concat(Enumerable.Repeat("[ab]", 250)) + "c%", "ab" },
        { "%" + string.Concat(Enumerable.Repeat("[^c]", 250)) + "c%", "ab" },
        { "%aaaaaaab%", "a" },
        { "%" + string.Concat(Enumerable.Repeat("a_", 500)) + "b%", "a" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void The_steps_grow_with_the_text_alone(string pattern, string unit)
    {
        var like = new LikePattern(pattern);
        long Steps(int length)
        {
            var budget = new EvaluationBudget(new CimLimits(), CancellationToken.None);
            Assert.False(like.Matches(string.Concat(Enumerable.Repeat(unit, length / unit.Length)), budget));
            return budget.Spent;
        }
        var (once, twice) = (Steps(32_768), Steps(65_536));
        Assert.InRange(twice, once, once * 2.1);
        // 16 words for the longest pattern; what is compared with both ends comes once.
        Assert.InRange(once, 1, 32_768 * 16 + LikePattern.MaxLength * 2);
    }

    [Fact]
    public void Patterns_of_every_length_match_what_the_plainest_matcher_says()
    {
        var random = new Random(7);
        string[] elements = ["a", "b", "A", "%", "_", "[ab]", "[^a]", "[a-c]", "[^b-]", "é"];
        var matched = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = new StringBuilder();
            var parts = new List<string>();
            for (var n = random.Next(random.Next(4) == 0 ? 150 : 14); n >= 0; n--)
                parts.Add(random.Next(3) == 0 ? elements[random.Next(elements.Length)] : i % 2 == 0 ? "a" : "_");
            var text = new StringBuilder();
            // A text that was made of the pattern, and then spoilt now and then.
            foreach (var part in parts)
                text.Append(part switch
                {
                    "%" => new string('b', random.Next(4)),
                    "_" or "[ab]" => "b",
                    "[^a]" or "[a-c]" => "c",
                    "[^b-]" => "a",
                    _ => part,
                });
            if (random.Next(2) == 0)
                text.Insert(random.Next(text.Length + 1), "abcÉ"[random.Next(4)]);
            var budget = new EvaluationBudget(new CimLimits(), CancellationToken.None);
            var expected = Plain([.. parts], text.ToString());
            Assert.True(expected == new LikePattern(string.Concat(parts)).Matches(text.ToString(), budget),
                $"{string.Concat(parts)} on {text}");
            matched += expected ? 1 : 0;
        }
        Assert.InRange(matched, 5_000, 19_000);
    }

    [Fact]
    public void A_budget_ends_a_match_that_has_begun()
    {
        var like = new LikePattern("%" + new string('a', 1000) + "b%");
        var budget = new EvaluationBudget(new CimLimits { MaxEvaluationSteps = 100_000 }, CancellationToken.None);
        var e = Assert.Throws<CimException>(() => like.Matches(new string('a', 32_768), budget));
        Assert.Equal(CimStatus.QuotaViolation, e.Status);
        Assert.InRange(budget.Spent, 100_001, 100_016);
        using var left = new CancellationTokenSource();
        left.Cancel();
        var cancelled = new EvaluationBudget(new CimLimits(), left.Token);
        Assert.Throws<OperationCanceledException>(() => like.Matches(new string('a', 32_768), cancelled));
        Assert.InRange(cancelled.Spent, 0, 16_384 + 16);
    }

    // All places that the pattern can have reached, one character of the text after the other.
    private static bool Plain(string[] parts, string text)
    {
        var at = new bool[parts.Length + 1];
        at[0] = true;
        Skip();
        foreach (var c in text)
        {
            var upper = char.ToUpperInvariant(c);
            for (var p = parts.Length; p > 0; p--)
                at[p] = (at[p - 1] && parts[p - 1] != "%" && Takes(parts[p - 1], upper)) || (at[p] && parts[p - 1] == "%");
            at[0] = false;
            Skip();
        }
        return at[^1];

        void Skip()
        {
            for (var p = 0; p < parts.Length; p++)
                at[p + 1] |= at[p] && parts[p] == "%";
        }
    }

    private static bool Takes(string part, char upper) => part switch
    {
        "_" => true,
        "[ab]" => upper is 'A' or 'B',
        "[^a]" => upper != 'A',
        "[a-c]" => upper is >= 'A' and <= 'C',
        "[^b-]" => upper is not ('B' or '-'),
        _ => char.ToUpperInvariant(part[0]) == upper,
    };
}
