using Feria.KafkaMock;

// A cluster of three brokers on random ports of this machine. Prints their addresses, does a command a line, answers
// each with librdkafka's error number, and ends with its standard input.
var mock = new Mock(args[0], brokers: 3);
Console.WriteLine(mock.Bootstraps);
while (Console.ReadLine() is { } line) Console.WriteLine(mock.Do(line.Split(' ')));
