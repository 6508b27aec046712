namespace Sekimori.Client.Tests.WsMan;

/// <summary>One host of shells runs in a process: the classes of this collection run one after the other, and beside no other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class OneShellHost
{
    public const string Name = "One host of shells";
}
