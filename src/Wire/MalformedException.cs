namespace Sekimori.Wire;

/// <summary>A peer's bytes cannot be read. <see cref="Fact"/> names what is wrong, the message says where. Thrown by readers, caught at the edge of a core.</summary>
/// <param name="fact">What is wrong.</param>
/// <param name="where">Which field or offset, for the log; never holds secrets.</param>
public sealed class MalformedException(Malformed fact, string where) : Exception($"{fact}: {where}")
{
    /// <summary>What is wrong.</summary>
    public Malformed Fact { get; } = fact;

    /// <summary>What is wrong, and where: the message without the fact's name.</summary>
    public string Where { get; } = where;
}
