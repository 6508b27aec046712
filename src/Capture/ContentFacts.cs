using System.Globalization;
using Sekimori.Capture.Rpc;
using Sekimori.Observations;
using Sekimori.Rpc.Towers;

namespace Sekimori.Capture;

/// <summary>
/// What is inside a call or a request of a capture, as facts of the same names as a server records. A server does not read by this: it
/// records the values that it dispatches by (docs/decisions/0008-one-reading.md).
/// </summary>
internal static class ContentFacts
{
    /// <summary>The facts found in the arguments of a call, as far as they can be read; null if nothing is known about them.</summary>
    /// <param name="known">The interface; null if it is not known.</param>
    /// <param name="opnum">The operation.</param>
    /// <param name="stub">The encoded arguments.</param>
    /// <param name="bigEndian">Their byte order.</param>
    /// <param name="isNdr64">True for NDR64, false for NDR20.</param>
    public static FactSet? OfCall(RpcInterface? known, int opnum, ReadOnlySpan<byte> stub, bool bigEndian, bool isNdr64) =>
        stub.IsEmpty ? null : CallFacts.Read(known, opnum, stub, bigEndian, isNdr64);

    /// <summary>True if the answer of an operation contains the address of a listener.</summary>
    public static bool NeedsAnswer(RpcInterface known, int opnum) => CallFacts.NeedsAnswer(known, opnum);

    /// <summary>The facts found in an answer of the endpoint mapper or of an activation. Ask <see cref="NeedsAnswer"/> first.</summary>
    /// <param name="known">The interface.</param>
    /// <param name="asked">The facts of the call; null if there are none.</param>
    /// <param name="stub">The encoded answer.</param>
    /// <returns><see cref="ObservationKind.Mapping"/> or <see cref="ObservationKind.Activation"/>, and the facts.</returns>
    public static (ObservationKind Kind, FactSet Facts) OfAnswer(RpcInterface known, FactSet? asked, ReadOnlySpan<byte> stub)
    {
        var facts = new FactSet();
        if (CallFacts.IsMapper(known))
        {
            var towers = TowerFinder.Read(stub);
            facts.Add(Fact.Entries, towers.Count.ToString(CultureInfo.InvariantCulture));
            foreach (var tower in towers)
            {
                facts.Add(Fact.MappedInterface, tower.Interface.UuidText);
                if (tower.Binding.Length > 0) facts.Add(Fact.Binding, tower.Binding);
            }
            return (ObservationKind.Mapping, facts);
        }
        foreach (var (fact, value) in asked?.All ?? [])
            if (fact is Fact.Clsid or Fact.Iid) facts.Add(fact, value);
        foreach (var port in BindingFinder.Read(stub).Select(binding => binding.Port).Distinct())
            facts.Add(Fact.Binding, string.Create(CultureInfo.InvariantCulture, $"tcp:{port}"));
        return (ObservationKind.Activation, facts);
    }
}
