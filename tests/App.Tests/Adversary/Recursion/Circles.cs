namespace Sekimori.Adversary.Tests.Recursion;

/// <summary>
/// The circles of a graph: its strongly connected parts of more than one member, and members that lead to themselves (Tarjan 1972, without
/// recursion of its own).
/// </summary>
internal static class Circles
{
    public static List<List<string>> Of(IReadOnlyDictionary<string, HashSet<string>> graph)
    {
        Dictionary<string, int> index = [], low = [];
        var found = new List<List<string>>();
        var stack = new Stack<string>();
        var onStack = new HashSet<string>();
        foreach (var start in graph.Keys)
        {
            if (index.ContainsKey(start)) continue;
            var work = new Stack<(string Node, IEnumerator<string> Next)>();
            Enter(start);
            while (work.TryPeek(out var at))
            {
                if (at.Next.MoveNext())
                {
                    var next = at.Next.Current;
                    if (!graph.ContainsKey(next)) continue;
                    if (!index.ContainsKey(next)) Enter(next);
                    else if (onStack.Contains(next)) low[at.Node] = Math.Min(low[at.Node], index[next]);
                    continue;
                }

                work.Pop();
                if (work.TryPeek(out var above)) low[above.Node] = Math.Min(low[above.Node], low[at.Node]);
                if (low[at.Node] == index[at.Node]) Leave(at.Node);
            }

            void Enter(string node)
            {
                index[node] = low[node] = index.Count;
                stack.Push(node);
                onStack.Add(node);
                work.Push((node, graph[node].GetEnumerator()));
            }
        }

        return found;

        void Leave(string root)
        {
            var part = new List<string>();
            do
            {
                part.Add(stack.Pop());
                onStack.Remove(part[^1]);
            }
            while (part[^1] != root);
            if (part.Count > 1 || graph[root].Contains(root)) found.Add(part);
        }
    }
}
