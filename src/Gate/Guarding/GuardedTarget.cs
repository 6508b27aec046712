using Sekimori.Observations;

namespace Sekimori.Gate.Guarding;

/// <summary>The target behind the gateway that the calls of a connection are for.</summary>
internal sealed record GuardedTarget
{
    /// <summary>A target.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="port">The port that policies know it by.</param>
    /// <param name="session">The id of the connection, the same in each of its records.</param>
    public GuardedTarget(string name, int port, string session)
    {
        (Name, Port) = (name, port);
        Facts.Add(Fact.Session, session);
        Facts.Add(Fact.TargetName, name);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The port that policies know it by.</summary>
    public int Port { get; }

    /// <summary>What each observation says of it. It is shared: nothing is added.</summary>
    public FactSet Facts { get; } = new();
}
