using Sekimori.Cim.Model;
using Sekimori.Cim.Wql;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests.Wql;

public class CorpusTests
{
    private static readonly CimCaller _reader = new(new Caller("reader", Role.Reader, "Local", ProtectionLevel.Privacy), null);

    [Fact]
    public async Task Every_query_of_the_corpus_answers_what_it_says()
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var line in TestData.Resource("queries.txt").Where(l => l.Length > 0 && l[0] != '#'))
        {
            count++;
            var at = line.LastIndexOf(" => ", StringComparison.Ordinal);
            var query = at < 0 ? line : line[..at];
            var actual = await Answer(query);
            if (at < 0 || actual != line[(at + 4)..])
                wrong.Add($"{query} => {actual}");
        }
        if (Environment.GetEnvironmentVariable("SEKIMORI_CORPUS_OUT") is { } file)
            File.WriteAllLines(file, wrong);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(count, 300, int.MaxValue);
    }

    private static async Task<string> Answer(string query)
    {
        try
        {
            var result = await TestData.Manager.QueryAsync(TestData.Space, query, _reader, CancellationToken.None);
            if (result.Classes is { } classes)
                return "class:" + string.Join(" | ", classes.Select(c => c.Name));
            var keys = new List<string>();
            await foreach (var instance in result.Instances)
                keys.Add(instance.Class.KeyProperties is { Count: > 1 } all
                    ? string.Join(" + ", all.Select(k => Short(instance[k.Index])))
                    : Short(instance[instance.Class.KeyProperties[0].Index]));
            return keys.Count == 0 ? "nothing" : string.Join(" | ", keys);
        }
        catch (WqlException e)
        {
            return $"! {e.Status} {e.Position}";
        }
        catch (CimException e)
        {
            return $"! {e.Status}";
        }
    }

    private static string Short(CimValue value) => value.AsReference is { } path ? path.Keys[0].Value.ToString() : value.ToString();
}
