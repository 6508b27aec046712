namespace Sekimori.Wire;

/// <summary>
/// A peer's bytes cannot be read. <see cref="Fact"/> names the fault, the message its place. Thrown by readers, caught at the edge of a
/// core.
/// </summary>
/// <param name="fact">What is wrong.</param>
/// <param name="where">The field or offset, for the log; never contains secrets.</param>
public sealed class MalformedException(Malformed fact, string where) : Exception($"{fact}: {where}")
{
    /// <summary>What is wrong.</summary>
    public Malformed Fact { get; } = fact;

    /// <summary>The fault and its place: the message without the fact's name.</summary>
    public string Where { get; } = where;
}
