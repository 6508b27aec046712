using System.Collections.Concurrent;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>
/// The servers of these tests: one for each policy of <c>Spellings/policies.yaml</c>, started when a test first asks for it.
/// </summary>
public sealed class Gates : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<AttackedGate>>> _gates = new();
    private readonly ConcurrentDictionary<(string Base, string Policy), Lazy<Task>> _controls = new();

    /// <summary>The server with this policy.</summary>
    internal Task<AttackedGate> OfAsync(string policy) =>
        _gates.GetOrAdd(policy, name =>
        new Lazy<Task<AttackedGate>>(() => AttackedGate.StartAsync(Spelling.Find("Spellings/policies.yaml", name)["policy"]!))).Value;

    /// <summary>
    /// Checks once for a base and a policy that the plain request does it, or does not: what is asserted of other spellings means nothing
    /// otherwise.
    /// </summary>
    internal Task ControlAsync(string baseName, string policy, bool happens) =>
        _controls.GetOrAdd((baseName, policy), key => new Lazy<Task>(async () =>
    {
        var plain = new Spellings.Attempt(key.Base);
        var hasHappened = await plain.HappensAsync(await OfAsync(key.Policy));
        if (!hasHappened) Spellings.Markers.Forbid(plain.Marker);
        Assert.True(hasHappened == happens,
            $"the plain request '{key.Base}' {(happens ? "does nothing" : "is done")} under '{key.Policy}': {plain.Reply.Status} " +
            $"{plain.Reply.Text}");
    })).Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Spellings.Markers.CheckAsync();
        foreach (var gate in _gates.Values) await (await gate.Value).DisposeAsync();
        Spellings.Witness.End();
    }
}
