using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Tests;

/// <summary>Allows everything, and keeps the facts that it was given.</summary>
internal sealed class RecordingGuard : ICallGuard
{
    public List<FactSet> Facts { get; } = [];

    public IEnumerable<string> All(Fact fact) =>
        Facts.SelectMany(set => set.All.Where(one => one.Key == fact).Select(one => one.Value));

    public FactSet? FactsFor(RpcCall call) => Add();

    public ValueTask AskAsync(RpcCall call, FactSet? facts) => default;

    public FactSet? FactsForAnswer(RpcCall call, ObservationKind kind) => Add();

    private FactSet Add()
    {
        Facts.Add(new());
        return Facts[^1];
    }
}
