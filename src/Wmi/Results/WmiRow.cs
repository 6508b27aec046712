using Sekimori.Cim.Model;

namespace Sekimori.Wmi.Results;

/// <summary>An object of an answer: an instance, or a class.</summary>
/// <param name="Class">The class; of an instance its own.</param>
/// <param name="Instance">The instance; null for a class.</param>
internal readonly record struct WmiRow(CimClass Class, CimInstance? Instance)
{
    // What an instance, its array of values and the list cost.
    private const int ObjectCost = 96, ValueCost = 16, DeepCost = 64;

    public WmiRow(CimInstance instance) : this(instance.Class, instance)
    {
    }

    /// <summary>About how much memory it holds. A class is held by its namespace anyway.</summary>
    public int Cost => Instance is null ? ObjectCost : CostOf(Instance);

    private static int CostOf(CimInstance instance)
    {
        var cost = ObjectCost;
        foreach (var value in instance.Values)
        {
            cost += ValueCost;
            if (value.AsString is { } text)
                cost += 2 * text.Length + 24;
            else if (value.AsArray is { } array)
                cost += array.Count * DeepCost;
            else if (value is { IsNull: false, Type: CimType.Object or CimType.Reference })
                cost += 512;
        }
        return cost;
    }
}
