using Sekimori.Cim.Model;

namespace Sekimori.Cim.Providers;

/// <summary>
/// A C# type that is a CIM class. The source generator implements it for every class with <see cref="CimClassAttribute"/>.
/// </summary>
public interface ICimType
{
    /// <summary>The class.</summary>
    static abstract CimClass Definition { get; }
}
