using System.Globalization;
using System.Text;
using System.Text.Json;
using Sekimori.Observations;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>
/// For requests that are written and twisted in every way that comes to mind: what was done and what the audit log says are the same, or
/// the request was refused. The oracle of what was done are the providers and the shell host.
/// </summary>
[Trait("Size", "Large")]
public sealed class OneReadingTests
{
    private const int DefaultRequests = 200_000, Batch = 1000;

    private static readonly string[] Policies =
    [
        "version: 1\nrules:\n  - { name: rest, do: allow }\n",
        "version: 1\nrules:\n  - { name: no processes, class: Win32_Process, do: deny }\n  - { name: rest, do: allow }\n",
        "version: 1\nrules:\n  - { name: no start, class: Win32_Process, method: Create, do: deny }\n  - { name: rest, do: allow }\n",
        "version: 1\ndefault: deny\nrules:\n  - { name: one class, class: Win32_Service, do: allow }\n",
    ];

    [Fact]
    public async Task What_is_done_and_what_is_on_record_are_the_same()
    {
        // `./test unit` asks for fewer.
        var requests = Effort.Of("SEKIMORI_READINGS", DefaultRequests);
        // SEKIMORI_SEED repeats a run that failed.
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SEKIMORI_SEED"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var given) ? given : Random.Shared.Next();
        var (count, done, denied, unread) = (0, 0, 0, 0);
        // Much of a batch is waiting for the log: some at once.
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, (requests + Batch - 1) / Batch, atOnce, async (batch, _) =>
        {
            var (sent, lines) = await SendAsync(seed, batch, Math.Min(Batch, requests - batch * Batch));
            Interlocked.Add(ref count, lines.Length);
            Interlocked.Add(ref done, sent.Count(one => one.Done.Length > 0));
            Interlocked.Add(ref denied, lines.Count(line => line.Text("verdict") == "deny"));
            Interlocked.Add(ref unread, lines.Count(line => line.Text("body_sum") is not null));
        });
        Console.WriteLine(
            $"{count} requests (seed {seed}): {done} did something, {denied} were denied, {unread} could not be read; what was done and " +
            $"what was said are the same");
        // Requests that are all refused would prove nothing.
        Assert.True(done > count / 10 && denied > count / 10 && unread > count / 10,
            $"{done} of {count} did something, {denied} were denied, {unread} could not be read");
    }

    private static async Task<(List<(byte[] Envelope, string[] Done, ReadingServer.Answer Answer)> Sent, JsonElement[] Lines)> SendAsync(
        int seed, int batch, int requests)
    {
        var random = new Random(HashCode.Combine(seed, batch));
        await using var server = new ReadingServer(Policies[0]);
        var shell = await server.OpenShellAsync();
        var policy = batch % Policies.Length;
        server.Policy.Replace(new(Sekimori.Guard.Policy.PolicyReader.Read("policy.yaml", Policies[policy], InterfaceCatalogue.Names)));
        var sent = new List<(byte[] Envelope, string[] Done, ReadingServer.Answer Answer)>();
        for (var i = 0; i < requests; i++)
        {
            var draft = new Drafts(random, shell).Next();
            for (var changes = random.Next(2) == 0 ? 0 : random.Next(1, 4); changes > 0; changes--) new Mutations(random).Change(draft);
            var envelope = new Scribe(random).WriteDocument(draft);
            var (did, answer) = await server.SendAsync(envelope);
            sent.Add((envelope, did, answer));
        }
        var lines = (await server.StopAsync())[1..];
        Assert.Equal(sent.Count, lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            if (Differs(lines[i], sent[i].Envelope, sent[i].Done, sent[i].Answer, policy) is { } how)
                Assert.Fail(
                    $"seed {seed}, batch {batch}, request {i}, policy {policy}: " +
                    $"{how}\n{Shown(Encoding.UTF8.GetString(sent[i].Envelope))}\ndid: " +
                    $"{Shown(string.Join(" | ", sent[i].Done))}\nsaid: {Shown(lines[i].ToString())}\nanswered: " +
                    $"{Shown(sent[i].Answer.Text)}");
        }
        return (sent, lines);
    }

    private static string Shown(string text) => text.Length > 6000 ? text[..6000] + "…" : text;

    /// <summary>How what was done and what was said differ; null if they do not.</summary>
    private static string? Differs(JsonElement line, byte[] envelope, string[] done, ReadingServer.Answer answer, int policy)
    {
        if (answer.Failure is not null) return $"it failed: {answer.Failure}";
        if ((line.TryGetProperty("bytes", out var bytes) ? bytes.GetInt64() : 0) != envelope.Length) return "its size is another";
        if (done.Length > 0 && line.Text("verdict") == "deny") return "it was denied and done";
        if (policy == 1 && done.Any(one => one.Contains("Win32_Process.") || one.EndsWith(" Win32_Process", StringComparison.Ordinal)))
            return "a process was reached, and none may be";
        if (policy == 2 && done.Any(one => one.Contains("Win32_Process.Create"))) return "a process was started, and none may be";
        if (policy == 3 && done.Any(one => !one.EndsWith(" Win32_Service", StringComparison.Ordinal)))
            return "something was done that is not about services";
        if (line.Text("body_sum") is { } sum)
            return done.Length > 0 ? "it was done and not read" : answer.Fault.Length == 0 ? "it was answered and not read"
                : sum != Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(envelope)) ? "its hash is another" : null;
        if (answer.Fault.Length == 0 && line.Text("method") is not null
            && !done.Any(one => one.StartsWith("invoke", StringComparison.Ordinal))) return "a method is on record that was not called";
        if (answer.Fault.Length == 0 && line.Text("action")!.EndsWith("/Command", StringComparison.Ordinal)
            && !done.Any(one => one.StartsWith("run", StringComparison.Ordinal))) return "a command is on record that did not run";
        return done.Select(one => Differs(line, one)).FirstOrDefault(how => how is not null);
    }

    private static string? Differs(JsonElement line, string did)
    {
        var parts = did.Split(RecordedObjects.Mark);
        switch (parts[0].Split(' ')[0])
        {
            case "run": return line.Says("command_line", did["run ".Length..]) ? null : "another command line";
            case "shell":
                var environment = line.All("environment");
                var said = (line.Text("working_directory") is { } folder ? (string[])[$"folder={folder}"] : []).Concat(environment);
                return said.SequenceEqual(parts[1..]) ? null : "another folder or environment";
            case "signal" or "input": return null;
            case var verb:
                var (name, method) = parts[0].Split(' ')[1].Split('.') is [var one, var two] ? (one, two) : (parts[0].Split(' ')[1], null);
                if (!line.Classes().Contains(name)) return $"{name} is not on record";
                if (method is not null && !line.All("method").Contains(method)) return $"{method} is not on record";
                return verb == "invoke" || verb is "put" or "create" ? Arguments(line, did, verb == "invoke") : null;
        }
    }

    // Providers have a parameter's own name, and the order of parameters; the client has its own.
    private static string? Arguments(JsonElement line, string did, bool isAll)
    {
        var used = Sorted(did.Split(RecordedObjects.Mark)[1..]);
        var said = Sorted(line.All("argument").Where(one => one.Contains('=')));
        var missing = used.Except(said).ToArray();
        if (missing.Length > 0) return $"not on record: {string.Join(", ", missing)}";
        if (isAll && !used.SequenceEqual(said)) return $"on record and not used: {string.Join(", ", said.Except(used))}";
        foreach (var command in used.Where(one => one.StartsWith("commandline=", StringComparison.Ordinal)))
        {
            if (!line.All("command_line").Contains(command["commandline=".Length..])) return "another command line";
        }
        return null;
    }

    private static string[] Sorted(IEnumerable<string> values) =>
        [.. values.Select(value => value[..value.IndexOf('=')].ToLowerInvariant() + value[value.IndexOf('=')..])
        .Order(StringComparer.Ordinal)];
}
