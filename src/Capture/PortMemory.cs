using Sekimori.Observations;

namespace Sekimori.Capture;

/// <summary>
/// Which interfaces a port serves, from accepted binds and from answers of mappers and activations.
/// One port serves many interfaces, so a port alone tells something only if only one interface was ever seen on it.
/// </summary>
internal sealed class PortMemory
{
    /// <summary>Ports remembered: an estate of a thousand hosts with thirty each.</summary>
    private const int PortLimit = 32_768;

    /// <summary>Presentation contexts remembered for each port.</summary>
    private const int ContextLimit = 64;

    private const int MapperPort = 135;

    private readonly Dictionary<(string Address, int Port), Knowledge> _known = [];

    /// <summary>Learns that the interface listens here.</summary>
    public void Learn(string address, int port, RpcInterface known, int context = -1)
    {
        if (!_known.TryGetValue((address, port), out var knowledge))
        {
            if (_known.Count >= PortLimit) return;
            _known[(address, port)] = knowledge = new();
        }
        if (knowledge.Only is null) knowledge.Only = known;
        else if (!ReferenceEquals(knowledge.Only, known)) knowledge.IsShared = true;
        if (context < 0) return;
        if (!knowledge.Contexts.TryGetValue(context, out var before))
        {
            if (knowledge.Contexts.Count < ContextLimit) knowledge.Contexts[context] = known;
        }
        else if (!ReferenceEquals(before, known)) knowledge.Contexts[context] = null;
    }

    /// <summary>
    /// The interface that a context of this port is for: the only one that the port was seen with, or the only one that the context was.
    /// </summary>
    public RpcInterface? Recall(Endpoint server, int context)
    {
        if (!_known.TryGetValue((server.AddressText, server.Port), out var knowledge)) return null;
        // Whatever was seen on it, the mapper's port also serves the object exporter and the activator.
        return knowledge.IsShared || server.Port == MapperPort ? knowledge.Contexts.GetValueOrDefault(context) : knowledge.Only;
    }

    private sealed class Knowledge
    {
        public RpcInterface? Only;
        public bool IsShared;
        public readonly Dictionary<int, RpcInterface?> Contexts = [];
    }
}
