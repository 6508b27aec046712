using System.Globalization;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.TestKit;

namespace Sekimori.Cim.Tests.Wql;

public class RandomQueryTests
{
    private const int DefaultQueries = 100_000;

    private static readonly CimCaller _reader = new(new Caller("reader", Role.Reader, "Local", ProtectionLevel.Privacy), null);

    [Fact]
    public async Task Random_queries_answer_what_a_naive_evaluator_answers()
    {
        // `./test unit` asks for fewer.
        var queries = Effort.Of("SEKIMORI_RANDOM_QUERIES", DefaultQueries);
        // SEKIMORI_SEED repeats a run that failed.
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SEKIMORI_SEED"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var given) ? given : Random.Shared.Next();
        var random = new Random(seed);
        string[] classes = ["MyClass", "Win32_LogicalDisk", "Win32_Process", "Win32_Service"];
        var matched = 0;
        for (var i = 0; i < queries; i++)
        {
            var name = classes[random.Next(classes.Length)];
            var rows = name == "MyClass" ? [.. TestData.Rows(name), .. TestData.Rows("MyClassSub")] : TestData.Rows(name);
            var condition = NaiveCondition.Next(random, TestData.Class(name), rows, depth: 4);
            var query = $"SELECT * FROM {name} WHERE {condition.Write(random)}";
            var expected = rows.Where(r => condition.Holds(r) == true).Select(r => r.ToString()).ToList();
            var actual = new List<string>();
            try
            {
                var result = await TestData.Manager.QueryAsync(TestData.Space, query, _reader, CancellationToken.None);
                await foreach (var instance in result.Instances)
                    actual.Add(instance.ToString());
            }
            catch (CimException e)
            {
                Assert.Fail($"seed {seed}, query {i}: {query}: {e.Message}");
            }
            Assert.True(expected.SequenceEqual(actual),
                $"seed {seed}, query {i}: {query}\nexpected {string.Join(" | ", expected)}\nactual   {string.Join(" | ", actual)}");
            matched += actual.Count;
        }
        // Conditions that never or always match would prove nothing.
        Assert.InRange(matched, queries / 2, queries * 6);
    }
}
