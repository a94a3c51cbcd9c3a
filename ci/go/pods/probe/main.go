// Command probe tells what a pod can see of the network: one question, the answer on standard
// output, exit code 0 when there was an answer.
//
//	probe fetch URL [CA-FILE]    status and body of an HTTP GET
//	probe lookup NAME            addresses of a name
//	probe dial HOST:PORT         connects
//	probe serve ADDRESS          answers every HTTP request with its path, for others to fetch
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

const timeout = 5 * time.Second

func main() {
	answer, err := ask(os.Args[1:])
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(answer)
}

func ask(question []string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	switch {
	case len(question) >= 2 && question[0] == "fetch":
		return fetch(ctx, question[1], question[2:])
	case len(question) == 2 && question[0] == "lookup":
		addresses, err := net.DefaultResolver.LookupHost(ctx, question[1])
		return strings.Join(addresses, " "), err
	case len(question) == 2 && question[0] == "dial":
		connection, err := new(net.Dialer).DialContext(ctx, "tcp", question[1])
		if err != nil {
			return "", err
		}
		return "connected", connection.Close()
	case len(question) == 2 && question[0] == "serve":
		return "", http.ListenAndServe(question[1], http.HandlerFunc(answerPath))
	}
	return "", fmt.Errorf("cannot probe %q: ask fetch, lookup, dial or serve", question)
}

func answerPath(response http.ResponseWriter, request *http.Request) {
	fmt.Fprintf(response, "you asked for %s", request.URL.Path)
}

func fetch(ctx context.Context, url string, caFiles []string) (string, error) {
	roots := x509.NewCertPool()
	for _, file := range caFiles {
		pem, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		roots.AppendCertsFromPEM(pem)
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	return fmt.Sprintf("%s %s", response.Status, body), err
}
