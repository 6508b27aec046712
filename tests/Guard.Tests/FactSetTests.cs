using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sekimori.Observations;

namespace Sekimori.Guard.Tests;

/// <summary>What is recorded is whole, or says what is missing.</summary>
public sealed class FactSetTests
{
    [Fact]
    public void What_is_found_out_later_comes_once_as_it_was_found_out()
    {
        var call = new FactSet();
        call.Add(Fact.Object, "win32_process");
        call.Add(Fact.Method, "create");
        call.Add(Fact.Argument, "CommandLine=a");
        call.Add(Fact.Argument, "CommandLine=b");
        var further = new FactSet();
        further.Add(Fact.ClassName, "Win32_Process");
        further.Add(Fact.Method, "Create");
        further.Add(Fact.Argument, "CommandLine=b");
        further.Add(Fact.Argument, "CommandLine=c");
        further.Add(Fact.Argument, "CommandLine=c");
        Assert.Equal(
            ["Object win32_process", "Argument CommandLine=a", "ClassName Win32_Process", "Method Create", "Argument CommandLine=b",
                "Argument CommandLine=c"],
            call.With(further).All.Select(one => $"{one.Key} {one.Value}"));
        Assert.Equal(4, call.Count);
        Assert.Equal(further.Count, further.With(FactSet.Empty).Count);
    }

    [Fact]
    public void What_is_within_the_bounds_is_the_record()
    {
        var facts = new FactSet();
        for (var i = 0; i < 500; i++) facts.Add(Fact.Argument, $"a{i}=x");
        facts.Add(Fact.CommandLine, new string('x', FactSet.RecordText));
        Assert.Same(facts, facts.ToRecord());
    }

    [Fact]
    public void A_long_text_is_cut_and_its_rest_is_counted_and_hashed()
    {
        var text = new string('x', FactSet.RecordText - 1) + "\U0001F600" + new string('y', 10);
        var line = Line((Fact.CommandLine, text), (Fact.ClassName, "Win32_Process"));
        // A pair of surrogates is not taken apart.
        Assert.Equal(new string('x', FactSet.RecordText - 1), line.GetProperty("command_line").GetString());
        Assert.Equal("Win32_Process", line.GetProperty("class_name").GetString());
        var cut = Assert.Single(line.GetProperty("cut").EnumerateArray());
        Assert.Equal(("command_line", 0, 12L),
            (cut.GetProperty("fact").GetString(), cut.GetProperty("index").GetInt32(), cut.GetProperty("characters").GetInt64()));
        Assert.Equal(Sum(text), cut.GetProperty("sha256").GetString());
    }

    [Fact]
    public void Many_values_are_cut_off_and_the_rest_is_counted_and_hashed()
    {
        var values = Enumerable.Range(0, FactSet.RecordValues + 7).Select(i => $"n{i}=v").ToArray();
        var line = Line([.. values.Select(value => (Fact.Argument, value)), (Fact.CommandLine, "x")]);
        Assert.Equal(values[..FactSet.RecordValues], line.GetProperty("arguments").EnumerateArray().Select(value => value.GetString()));
        Assert.Equal("x", line.GetProperty("command_line").GetString());
        var cut = Assert.Single(line.GetProperty("cut").EnumerateArray());
        Assert.Equal((7L, (long)values[FactSet.RecordValues..].Sum(value => value.Length)),
            (cut.GetProperty("values").GetInt64(), cut.GetProperty("characters").GetInt64()));
        Assert.Equal(Sum(string.Concat(values.Select(value => value + "\n"))), cut.GetProperty("sha256").GetString());
    }

    [Fact]
    public void One_fact_does_not_push_another_off_the_record()
    {
        var line =
            Line(
            [.. Enumerable.Range(0, 64).Select(i => (Fact.Selector, $"n{i}=" + new string('x', 30_000))), (Fact.CommandLine, "whoami")]);
        Assert.Equal("whoami", line.GetProperty("command_line").GetString());
        Assert.InRange(line.GetProperty("selectors").EnumerateArray().Sum(value => value.GetString()!.Length), 1, FactSet.RecordCharacters);
        Assert.Equal(2, line.GetProperty("cut").GetArrayLength());
    }

    [Fact]
    public void What_is_beyond_the_limit_is_counted_and_hashed_too()
    {
        var facts = new FactSet();
        var values = Enumerable.Range(0, FactSet.Limit + 5).Select(i => $"{i}").ToArray();
        foreach (var value in values) facts.Add(Fact.Argument, value);
        facts.Add(Fact.Query, "late");
        Assert.Equal(FactSet.Limit, facts.Count);
        var cuts = facts.ToRecord().Cuts;
        var cut = cuts.Single(one => one.Fact == Fact.Argument);
        Assert.Equal((-1, values.Length - FactSet.RecordValues, Sum(string.Concat(values.Select(value => value + "\n")))),
            (cut.Index, (int)cut.Values, cut.Sha256));
        Assert.Equal((1L, 4L, Sum("late\n")),
            (cuts.Single(one => one.Fact == Fact.Query) is var late ? (late.Values, late.Characters, late.Sha256) : default));
    }

    [Fact]
    public void A_record_is_its_own_record()
    {
        var facts = new FactSet();
        facts.Add(Fact.Query, new string('x', FactSet.RecordText + 1));
        var record = facts.ToRecord();
        Assert.Same(record, record.ToRecord());
        var seen = Seen(facts).ToRecord();
        Assert.Same(seen, seen.ToRecord());
        Assert.Equal(ObservationJson.ToJson(Seen(facts)), ObservationJson.ToJson(seen));
    }

    [Fact]
    public void Several_values_of_what_is_mostly_one_stand_in_a_list_beside_the_first()
    {
        var line = Line((Fact.ClassName, "CIM_Process"), (Fact.ClassName, "Win32_Process"), (Fact.Anomaly, "a"), (Fact.Anomaly, "b"),
            (Fact.DeniedClass, "x"), (Fact.DeniedClass, "y"));
        Assert.Equal("CIM_Process", line.GetProperty("class_name").GetString());
        Assert.Equal(["CIM_Process", "Win32_Process"], line.GetProperty("class_names").EnumerateArray().Select(value => value.GetString()));
        Assert.Equal((2, 2), (line.GetProperty("anomalies").GetArrayLength(), line.GetProperty("denied_classes").GetArrayLength()));
    }

    private static JsonElement Line(params (Fact Fact, string Value)[] values)
    {
        var facts = new FactSet();
        foreach (var (fact, value) in values) facts.Add(fact, value);
        return JsonDocument.Parse(ObservationJson.ToJson(Seen(facts))).RootElement;
    }

    private static Observation Seen(FactSet facts) =>
        new()
        {
            Time = default, Source = ObservationSource.Server, Kind = ObservationKind.Request, Client = Endpoint.None,
            Server = Endpoint.None, Facts = facts
        };

    private static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
