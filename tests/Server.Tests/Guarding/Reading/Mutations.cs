using static Sekimori.Server.Tests.Guarding.Reading.ReadingServer;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>What is done to requests so that two readers might see two things.</summary>
/// <param name="random">Which.</param>
internal sealed class Mutations(Random random)
{
    private const string Foreign = "urn:foreign";

    private static readonly string[] Decoys =
    [
        Cimv2 + "Win32_OperatingSystem", Cimv2 + "Win32_Process", Transfer + "Get", Cimv2 + "Win32_Process/Create",
        ShellActions + "Command", "Win32_OperatingSystem", "/bin/decoy", "SELECT * FROM Win32_Service", "1", "true", "",
    ];

    private static readonly string[] Spaces = [Drafts.S, Drafts.A, Drafts.W, Drafts.N, Drafts.R, Drafts.B, Drafts.P, Foreign, ""];

    private static readonly string[] Names =
        ["ResourceURI", "Action", "Selector", "SelectorSet", "OptionSet", "Command", "CommandLine", "Arguments", "Filter", "Variable",
        "Address", "CommandId", "MessageID"];

    private string Decoy => Decoys[random.Next(Decoys.Length)];

    /// <summary>Changes the request in one way.</summary>
    public void Change(Node root)
    {
        var pairs = root.Pairs().ToArray();
        if (pairs.Length == 0) return;
        var (parent, child) = pairs[random.Next(pairs.Length)];
        switch (random.Next(16))
        {
            case 0: Insert(parent, child.Copy()); break;
            case 1: Insert(parent, WithText(child.Copy(), Decoy)); break;
            case 2 or 3: Insert(parent, In(WithText(child.Copy(), Decoy), Foreign)); break;
            case 4: child.Space = Spaces[random.Next(Spaces.Length)]; break;
            case 5: parent.Content.Remove(child); break;
            case 6: random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parent.Content)); break;
            case 7:
                Insert(
                parent, new Node(Spaces[random.Next(Spaces.Length)], Names[random.Next(Names.Length)], Decoy).With("Name", Decoy)); break;
            case 8: WithText(child, Decoy); break;
            case 9: child.With("mustUnderstand", random.Next(2) == 0 ? "true" : "false", random.Next(2) == 0 ? Drafts.S : ""); break;
            case 10: child.With("role", random.Next(2) == 0 ? "urn:other" : Drafts.S + "/role/ultimateReceiver", Drafts.S); break;
            case 11 when child.Text is { } text:
                WithText(
                child, random.Next(3) switch { 0 => text.ToUpperInvariant(), 1 => " " + text + " ", _ => text + Decoy }); break;
            case 12: Fill(root); break;
            case 13: Insert(root.Children.Last(), child.Copy()); break;
            case 14 when child.Content is [.., Node moved]:
                child.Content.Remove(moved);
                Insert(parent, moved);
                break;
            default: child.Name = random.Next(2) == 0 ? child.Name.ToUpperInvariant() : Names[random.Next(Names.Length)]; break;
        }
    }

    // Much of one thing, so that something else might not be checked any more.
    private void Fill(Node root)
    {
        if (root.Children.FirstOrDefault() is not { } header) return;
        var count = random.Next(10, 80);
        switch (random.Next(3))
        {
            case 0:
                header.Content.Add(
                new Node(Drafts.W, "SelectorSet",
                [.. Enumerable.Range(0, count).Select(i => new Node(Drafts.W, "Selector", "v").With("Name", $"n{i}"))])); break;
            case 1:
                header.Content.Add(
                new Node(Drafts.W, "OptionSet",
                [.. Enumerable.Range(0, count).Select(i => new Node(Drafts.W, "Option", "v").With("Name", $"n{i}"))])); break;
            default:
                header.Content.InsertRange(
                0, Enumerable.Range(0, count).Select(i =>
                new Node(Foreign, $"H{i}", new string('h', random.Next(random.Next(20) == 0 ? 4000 : 20))))); break;
        }
    }

    private void Insert(Node parent, Node child) => parent.Content.Insert(random.Next(parent.Content.Count + 1), child);

    private static Node WithText(Node node, string text)
    {
        node.Content.Clear();
        if (text.Length > 0) node.Content.Add(text);
        return node;
    }

    private static Node In(Node node, string space)
    {
        node.Space = space;
        return node;
    }
}
